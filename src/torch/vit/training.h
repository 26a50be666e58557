// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "networks/model_file.h"
#include "networks/train_options.h"
#include "torch/base/training_loop.h"
#include "torch/vit/training_set.h"

namespace undercast {

/// Trains the Vision Transformer on cubes by hiding observed values and learning to reconstruct
/// them. The returned model's header holds the options, the normalisation, the cubes' identities,
/// the held-out score and the calibration. Throws Error(interrupted) after a requested stop, with
/// the checkpoint written; Error(bad_input) when no value could be held out, and for a checkpoint
/// of another run.
ModelFile train_vit(const TrainingSet& set, const TrainOptions& options, const Checkpoint& checkpoint,
                    const RunContext& run);

}  // namespace undercast
