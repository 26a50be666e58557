// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "io/model_file.h"
#include "train/train_options.h"
#include "train/training_set.h"

namespace undercast {

/// Where interrupted training leaves its state. Empty: nowhere.
struct Checkpoint {
  std::string path;
  bool resume = false;
};

/// Trains the Vision Transformer on cubes by hiding what is known and learning to reconstruct it. Every step depends on
/// (seed, step) alone, so a resumed run ends as an uninterrupted one. The returned model's header holds the options,
/// the normalisation, the cubes' identities, and the held-out score.
/// Throws Error(interrupted) after a requested stop, with the checkpoint written; Error(bad_input) as TrainingSet does,
/// and for a checkpoint of another run.
ModelFile train(const TrainingSet& set, const TrainOptions& options, int threads, const Checkpoint& checkpoint,
                Progress& progress);

}  // namespace undercast
