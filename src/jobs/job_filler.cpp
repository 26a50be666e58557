// SPDX-License-Identifier: Apache-2.0
#include "jobs/job_filler.h"

#include <spdlog/spdlog.h>

#include "evaluate/calibrate.h"
#include "gaps/expected_error.h"
#include "gaps/sample_scene.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

ModelFile model_of(const FillJob& job, CubeSource& cube, const RunContext& run) {
  if (job.loaded_model) return *job.loaded_model;
  if (job.model.given()) return read_network(job.model);
  spdlog::info("no --model given: training a network on this cube first ({}, preset {})", job.train_model,
               job.training.preset);
  const ModelFile model = networks().train(job.train_model, {&cube}, job.training, {}, run);
  spdlog::info("{}", describe_training(model, "network"));
  return model;
}

}  // namespace

CalibratedFiller job_filler(const FillJob& job, CubeSource& cube, bool has_bounds, const RunContext& run) {
  if (!job.method.empty()) {
    if (has_bounds) return calibrated_method(job.method, job.parameters, cube, run);
    return {fit_method(job.method, job.parameters, cube, run), {}};
  }
  if (job.trains()) networks();  // fails before the work
  const ModelFile model = model_of(job, cube, run);
  CalibratedFiller network = fit_network(model, job.training.device, cube, run);
  warn_of_missing_radar(model, cube.layout());
  if (const auto errors = errors_by_gap_of(model))
    if (const auto expected = expected_error(*errors, missing_by_gap(sample_scene(cube, kCalibrationPx).ndvi)))
      spdlog::info("{}", describe(*expected, job.has_model()));
  return network;
}

}  // namespace undercast
