// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <torch/torch.h>

#include "model/window_encoder.h"
#include "train/training_set.h"

namespace undercast {

/// What one training step needs.
struct Batch {
  torch::Tensor input;   ///< [B, C, H, W]
  torch::Tensor target;  ///< [B, T, H, W] correction to the interpolation, in standard deviations; 0 where not hidden
  torch::Tensor weight;  ///< [B, T, H, W] 0 where nothing was hidden; else so that the loss is an NDVI error
};

/// Draws windows [from, to) of step number `step` of a run; a pure function of (seed, step).
Batch draw_batch(const TrainingSet& set, const WindowEncoder& encoder, int from, int to, int window_px,
                 std::uint64_t seed, long long step, int threads);

}  // namespace undercast
