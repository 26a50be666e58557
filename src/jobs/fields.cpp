// SPDX-License-Identifier: Apache-2.0
#include "jobs/fields.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/error.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "io/table_file.h"
#include "jobs/check_job.h"
#include "jobs/field_tables.h"

namespace undercast {
namespace {

// What a flag means, and what helps.
struct FlagText {
  FieldFlag flag;
  const char *meaning, *remedy;
};
constexpr FlagText kFlagTexts[] = {
    {FieldFlag::empty, "hold no polygon, so they have no values", "draw them, or leave them out"},
    {FieldFlag::crosses_itself, "cross themselves, so they have no values",
     "mend them: ogr2ogr -makevalid out.gpkg in"},
    {FieldFlag::outside, "lie outside the cube, so they have no values", "take a cube of their place"},
    {FieldFlag::partly_outside, "lie partly outside the cube: their values are of the part within",
     "take a cube of their place"},
    {FieldFlag::too_small, "are smaller than a pixel", "their values, if any, are mixed with the land around them"}};

void warn_of_flags(const FieldSeries& series, FieldsSummary& summary) {
  constexpr int kMostNamed = 5;
  for (const FlagText& text : kFlagTexts) {
    std::string names;
    int& count = summary.flagged[text.flag];
    for (const Field& field : series.fields)
      if (field.flag == text.flag && ++count <= kMostNamed) names += (names.empty() ? "" : ", ") + field.id;
    if (count > 0)
      spdlog::warn("{} of {} fields ({}{}) {}; {}", count, series.fields.size(), names,
                   count > kMostNamed ? ", ..." : "", text.meaning, text.remedy);
  }
}

}  // namespace

void FieldsJob::each(const OptionVisitor& visit) {
  visit("filled", &filled, {.text = "filled cube", .positional = true, .required = true});
  visit("fields", &outlines,
        {.text = "outlines of the fields: a GeoPackage, GeoJSON or other file with one layer of polygons in any CRS",
         .required = true});
  visit("id", &id,
        {.text = "column of the fields' ids; without it the column that is called id, field, parcel or the like, or "
                 "else the number of the feature"});
  visit(
      "buffer", &buffer_m,
      {.text = "widens each field by so much; negative: leaves out a margin", .unit = "m", .min = -1000, .max = 1000});
  visit("output", &output,
        {.text = "table to write, a row for each field and date (.csv, .tsv, .gpkg or .parquet)",
         .letter = 'o',
         .required = true});
  visit("lower", &lower, {.text = "lower bound that 'fill' wrote; with --upper, the means get bounds as well"});
  visit("upper", &upper, {.text = "upper bound that 'fill' wrote"});
  visit("provenance", &provenance,
        {.text = "provenance that 'fill' wrote: it says which share of a field was observed and which has low trust"});
  visit("phenology", &phenology, {.text = "table to write: the seasons of each field's mean"});
  measures.each(in_group("Seasons of --phenology", visit));
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const FieldsJob& job) {
  check_options(job);
  if (!job.outlines.given())
    throw Error(ErrorKind::usage, "--fields is required", "name a file with the outlines of fields");
  require_table_name(job.output.path);
  if (job.phenology.given()) require_table_name(job.phenology.path);
  check(job.paths());
}

FieldsSummary tabulate_fields(const FieldsJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_fit_cache(run.memory.bytes());
  const FilledFiles files(job.paths(), job.reading);
  FieldFile outlines({job.outlines.path, job.id, job.buffer_m});
  const FieldSeries series = field_series(files, outlines.read(files.filled->layout().grid), run);
  files.require_unchanged();
  FieldsSummary summary{static_cast<int>(series.fields.size()), series.time.size(), {}, {}};
  warn_of_flags(series, summary);
  const auto metadata = run_metadata("fields", manifest_of(job));
  if (job.phenology.given())
    summary.seasons =
        write_field_seasons(series, job.measures, {job.phenology.path, "seasons", metadata, job.overwrite}, run);
  write_field_series(series, outlines, {job.output.path, "series", metadata, job.overwrite});
  return summary;
}

}  // namespace undercast
