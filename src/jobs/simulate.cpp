// SPDX-License-Identifier: Apache-2.0
#include "jobs/simulate.h"

#include "io/gdal.h"
#include "io/options_json.h"
#include "jobs/check_job.h"

namespace undercast {

void SimulateJob::each(const OptionVisitor& visit) {
  visit("output", &output, {.text = "cube to write", .letter = 'o', .required = true, .holds = {"raster"}});
  visit("truth", &truth, {.text = "cube of the NDVI beneath the clouds to write", .holds = {"raster"}});
  scene.each(visit);
  writing.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const SimulateJob& job) {
  check_options(job);
  check(job.scene);
  check(job.writing, job.writing.pixel_type());
  require_raster_name(job.output.path);
}

SimulateSummary simulate(const SimulateJob& job, const RunContext& run) {
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  SimulateOutput output{job.output.path, job.truth.path, run_metadata("simulate", manifest_of(job)), job.overwrite,
                        job.writing};
  output.metadata["NDVI_COMPOSITE"] = "median";
  return simulate(job.scene, output, run);
}

}  // namespace undercast
