// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/run_context.h"
#include "learn/space_time/training_examples.h"
#include "networks/model_file.h"
#include "torch/base/training_loop.h"

namespace undercast {

/// Trains the space-time model on cubes of any places and dates. Hides observed values by many
/// hold-outs (gaps/holdout.h), trains the trees and the network to predict them, and fits the
/// guard's weights and the calibration of the bounds with networks and trees that are cross-fitted
/// by date: each predicts dates that it was not trained on. The returned model's header holds the
/// options, the cubes' identities and the held-out scores. Throws Error(interrupted) after a
/// requested stop, with the checkpoint written; Error(bad_input) when a cube holds too little to
/// learn from, when cubes have different radar variables, and for a checkpoint of another run.
/// Collective: the ranks of a team train the network together; rank 0 does the rest and returns the
/// model, the other ranks return an empty one.
ModelFile train_space_time(const std::vector<CubeSource*>& sources, const TrainOptions& options,
                           const Checkpoint& checkpoint, const RunContext& run);
/// Trains on examples that were made before. Options that decide how examples are made
/// (training_examples.h) must be the same.
ModelFile train_space_time(const TrainingExamples& values, const TrainOptions& options, const Checkpoint& checkpoint,
                           const RunContext& run);

}  // namespace undercast
