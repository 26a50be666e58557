// SPDX-License-Identifier: Apache-2.0
#include "jobs/train.h"

#include <filesystem>

#include "io/gdal.h"
#include "jobs/check_job.h"
#include "jobs/training_cubes.h"

namespace undercast {
namespace {

Checkpoint checkpoint_of(const TrainJob& job) { return {job.output.path + ".checkpoint", job.resume}; }

}  // namespace

void check(const TrainJob& job) {
  check_options(job);
  check_training(job.model, job.training);
  require_kept_work(checkpoint_of(job).path, "an interrupted training", job.resume, job.overwrite);
}

ModelFile train(const TrainJob& job, const RunContext& run) {
  networks();  // fails before the cubes are read
  gdal_set_threads(run.threads);
  const TrainingCubes cubes(job.cubes, job.reading, job.training.radar);
  const Checkpoint checkpoint = checkpoint_of(job);
  const ModelFile model = [&] {
    // The trees and the calibration, which follow the network, may be interrupted as well.
    try {
      return networks().train(job.model, cubes.sources(), job.training, checkpoint, run);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted && std::filesystem::exists(checkpoint.path))
        throw Error(error.kind(), error.what(), checkpoint.hint());
      throw;
    }
  }();
  if (!run.team.leads()) return {};
  write_model_file(job.output.path, model, job.overwrite);
  std::filesystem::remove(checkpoint.path);
  return model;
}

}  // namespace undercast
