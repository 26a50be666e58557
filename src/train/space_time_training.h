// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "io/model_file.h"
#include "train/hidden_values.h"
#include "train/training_loop.h"

namespace undercast {

/// Trains the space-time model on cubes of any places and dates: hides what is visible in many ways (fill/holdout.h),
/// trains the trees and the network to predict it, and finds the guard's shares and the calibration of the bounds with
/// networks and trees that are cross-fitted by date: each answers for dates that it knows nothing of. The returned
/// model's header holds the options, the cubes' identities and the held-out scores. Throws Error(interrupted) after a
/// requested stop, with the checkpoint written; Error(bad_input) when a cube holds too little to learn from, when cubes
/// have different radar variables, and for a checkpoint of another run. Of a team, the ranks train the network
/// together; rank 0 does the rest, and returns the model, the others an empty one.
ModelFile train_space_time(const std::vector<CubeSource*>& sources, const TrainOptions& options, int threads,
                           const Checkpoint& checkpoint, Progress& progress, Team& team = alone());
/// Of values that are already hidden, with the same options as far as hidden_values.h looks at them.
ModelFile train_space_time(const HiddenValues& values, const TrainOptions& options, int threads,
                           const Checkpoint& checkpoint, Progress& progress, Team& team = alone());

}  // namespace undercast
