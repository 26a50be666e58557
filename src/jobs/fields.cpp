// SPDX-License-Identifier: Apache-2.0
#include "jobs/fields.h"

#include "core/error.h"
#include "fields/flagged_fields.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "io/table_file.h"
#include "jobs/check_job.h"
#include "jobs/field_tables.h"

namespace undercast {

void FieldsJob::each(const OptionVisitor& visit) {
  visit("filled", &filled, {.text = "filled cube", .positional = true, .required = true, .holds = {"raster"}});
  fields.each(visit, true);
  visit("output", &output,
        {.text = "table to write, a row for each field and date (.csv, .tsv, .gpkg or .parquet)",
         .letter = 'o',
         .required = true,
         .holds = {"table"}});
  visit("lower", &lower,
        {.text = "lower bound that 'fill' wrote; with --upper, the means get bounds as well", .holds = {"raster"}});
  visit("upper", &upper, {.text = "upper bound that 'fill' wrote", .holds = {"raster"}});
  visit("provenance", &provenance,
        {.text = "provenance that 'fill' wrote: it says which share of a field was observed and which has low trust",
         .holds = {"raster"}});
  visit("phenology", &phenology, {.text = "table to write: the seasons of each field's mean", .holds = {"table"}});
  measures.each(in_group("Seasons of --phenology", visit));
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const FieldsJob& job) {
  check_options(job);
  if (!job.fields.given())
    throw Error(ErrorKind::usage, "--fields is required", "name a file with the outlines of fields");
  require_table_name(job.output.path);
  if (job.phenology.given()) require_table_name(job.phenology.path);
  check(job.paths());
}

FieldsSummary tabulate_fields(const FieldsJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_fit_cache(run.memory.bytes());
  const FilledFiles files(job.paths(), job.reading);
  FieldFile outlines(job.fields.selection());
  const FieldSeries series = field_series(files, outlines.read(files.filled->layout().grid), run);
  files.require_unchanged();
  FieldsSummary summary{static_cast<int>(series.fields.size()), series.time.size(), warn_of_flags(series.fields), {}};
  const auto metadata = run_metadata("fields", manifest_of(job));
  if (job.phenology.given())
    summary.seasons =
        write_field_seasons(series, job.measures, {job.phenology.path, "seasons", metadata, job.overwrite}, run);
  write_field_series(series, outlines, {job.output.path, "series", metadata, job.overwrite});
  return summary;
}

}  // namespace undercast
