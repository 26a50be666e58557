// SPDX-License-Identifier: Apache-2.0
#include "jobs/phenology.h"

#include "io/atomic_file.h"
#include "io/gdal.h"
#include "jobs/check_job.h"
#include "phenology/pictures.h"

namespace undercast {

void check(const PhenologyJob& job) {
  check_options(job);
  check(job.paths());
}

PhenologySummary measure_phenology(const PhenologyJob& job, const RunContext& run) {
  gdal_set_threads(run.threads);
  const FilledFiles files(job.paths(), job.reading);
  const PhenologyInputs inputs = phenology_inputs(files);
  RasterWriter::Layout layout{files.filled->layout().grid, phenology_bands(inputs, job.measures),
                              run_metadata("phenology", manifest_of(job))};
  layout.averaged_overviews = false;
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
  writer.finish();
  if (job.quicklook.given())
    write_text_file(job.quicklook.path, picture.draw("Seasons of NDVI (" + job.measures.method + ")"), job.overwrite);
  return found;
}

}  // namespace undercast
