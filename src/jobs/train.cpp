// SPDX-License-Identifier: Apache-2.0
#include "jobs/train.h"

#include <filesystem>

#include "core/error.h"
#include "evaluate/calibrate.h"
#include "gaps/sample_scene.h"
#include "io/gdal.h"
#include "io/object_store.h"
#include "jobs/check_job.h"
#include "jobs/training_cubes.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

// The error of filling what is missing in the cubes.
std::optional<ExpectedError> expected_error_of(const ModelFile& model, const TrainingCubes& cubes) {
  const auto errors = errors_by_gap_of(model);
  if (!errors) return std::nullopt;
  ByGap<long long> missing{};
  for (CubeSource* source : cubes.sources()) add(missing_by_gap(sample_scene(*source, kCalibrationPx).ndvi), missing);
  return expected_error(*errors, missing);
}

Checkpoint checkpoint_of(const TrainJob& job) { return {working_place(job.output.path) + ".checkpoint", job.resume}; }

}  // namespace

void TrainJob::each(const OptionVisitor& visit) {
  visit("cube", &cubes,
        {.text = "cubes, or tables of points, to train on",
         .positional = true,
         .required = true,
         .holds = {"raster", "table"}});
  visit("output", &output, {.text = "model file to write (.uc)", .letter = 'o', .required = true, .holds = {"model"}});
  visit("model", &model, {.text = "kind of network", .choices = network_kinds()});
  visit("attribution", &attribution,
        {.text = "text that the model file carries, such as the source and the licence of the data"});
  visit("resume", &resume, {.text = "continue an interrupted training of this output", .of_the_run = true});
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
  training.each(in_group("Training", visit));
}

void check(const TrainJob& job) {
  check_options(job);
  check_training(job.model, job.training);
  require_kept_work(checkpoint_of(job).path, "an interrupted training", job.resume, job.overwrite);
}

TrainSummary train(const TrainJob& job, const RunContext& run) {
  networks();  // fails before the cubes are read
  const auto locks = lock_outputs(job, run.team);
  warn_of_ignored_options(job, TrainJob{});
  gdal_set_threads(run.threads);
  const TrainingCubes cubes(job.cubes, job.reading, job.model, job.training.radar, run.memory);
  const Checkpoint checkpoint = checkpoint_of(job);
  TrainSummary summary;
  summary.model = [&] {
    // The trees and the calibration, which follow the network, may be interrupted as well.
    try {
      return networks().train(job.model, cubes.sources(), job.training, checkpoint, run);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted && std::filesystem::exists(checkpoint.path))
        throw Error(error.kind(), error.what(), checkpoint.hint());
      throw;
    }
  }();
  if (run.team.leads()) summary.expected = expected_error_of(summary.model, cubes);
  cubes.require_unchanged();
  if (!run.team.leads()) return {};
  if (!job.attribution.empty()) summary.model.header["attribution"] = job.attribution;
  write_model_file(job.output.path, summary.model, job.overwrite);
  std::filesystem::remove(checkpoint.path);
  return summary;
}

}  // namespace undercast
