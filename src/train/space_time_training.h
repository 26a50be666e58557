// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "core/progress.h"
#include "io/model_file.h"
#include "train/train_options.h"
#include "train/training_loop.h"

namespace undercast {

/// Trains the space-time model on cubes of any places and dates: hides what is visible in many ways (fill/holdout.h),
/// trains the trees and the network to predict it, and finds the guard's shares and the calibration of the bounds on
/// values that neither was trained on. The returned model's header holds the options, the cubes' identities and the
/// held-out scores. Throws Error(interrupted) after a requested stop, with the checkpoint written; Error(bad_input)
/// when a cube holds too little to learn from, when cubes have different radar variables, and for a checkpoint of
/// another run.
ModelFile train_space_time(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads,
                           const Checkpoint& checkpoint, Progress& progress);

}  // namespace undercast
