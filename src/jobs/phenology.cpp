// SPDX-License-Identifier: Apache-2.0
#include "jobs/phenology.h"

#include <fmt/format.h>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/gdal.h"
#include "io/options_json.h"
#include "jobs/check_job.h"
#include "phenology/pictures.h"

namespace undercast {

void PhenologyJob::each(const OptionVisitor& visit) {
  visit("filled", &filled, {.text = "filled cube", .positional = true, .required = true, .holds = {"raster"}});
  visit("output", &output,
        {.text = "raster to write (Cloud Optimized GeoTIFF)", .letter = 'o', .required = true, .holds = {"raster"}});
  visit("lower", &lower,
        {.text = "lower bound that 'fill' wrote; with --upper, the dates' uncertainty is written as well",
         .holds = {"raster"}});
  visit("upper", &upper, {.text = "upper bound that 'fill' wrote", .holds = {"raster"}});
  visit("provenance", &provenance,
        {.text = "provenance that 'fill' wrote: dates in long gaps are then flagged", .holds = {"raster"}});
  visit("cube", &cube, {.text = "unfilled cube, which takes the place of --provenance", .holds = {"raster"}});
  visit("quicklook", &quicklook,
        {.text = "picture to write: maps of start, peak and end (PNG)", .holds = {"picture"}, .ending = ".png"});
  measures.each(visit);
  reading.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const PhenologyJob& job) {
  check_options(job);
  check(job.writing, PixelType::float32);
  require_raster_name(job.output.path);
  check(job.paths());
}

PhenologySummary measure_phenology(const PhenologyJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  const FilledFiles files(job.paths(), job.reading);
  const PhenologyInputs inputs = phenology_inputs(files);
  RasterWriter::Layout layout{files.filled->layout().grid, phenology_bands(inputs, job.measures),
                              run_metadata("phenology", manifest_of(job))};
  layout.averaged_overviews = false;
  layout.options = job.writing;
  PhenologyPicture picture(layout.grid, layout.bands, job.measures.dates == "epoch");
  RasterWriter writer(job.output.path, layout, job.overwrite);
  const auto sink = [&](const Window& window, const std::vector<float>& values) {
    writer.write(window, 0, static_cast<int>(layout.bands.size()), values.data());
    if (job.quicklook.given()) picture.take(window, values);
  };
  PhenologySummary found;
  try {
    found = measure_phenology(inputs, job.measures, run, sink);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    throw Error(error.kind(), fmt::format("{}: {}", job.filled.path, error.what()), error.hint());
  }
  files.require_unchanged();
  writer.finish();
  if (job.quicklook.given())
    write_text_file(
        job.quicklook.path,
        picture.draw(fmt::format("Seasons of {} ({})", files.filled->layout().index.name, job.measures.method)),
        job.overwrite);
  return found;
}

}  // namespace undercast
