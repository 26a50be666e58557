// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/progress.h"
#include "io/model_file.h"
#include "networks/train_options.h"
#include "train/training_loop.h"
#include "train/training_set.h"

namespace undercast {

/// Trains the Vision Transformer on cubes by hiding what is known and learning to reconstruct it. The returned model's
/// header holds the options, the normalisation, the cubes' identities, the held-out score and the calibration.
/// Throws Error(interrupted) after a requested stop, with the checkpoint written; Error(bad_input) when no value could
/// be held out, and for a checkpoint of another run.
ModelFile train_vit(const TrainingSet& set, const TrainOptions& options, int threads, const Checkpoint& checkpoint,
                    Progress& progress, Team& team = alone());

}  // namespace undercast
