// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "torch/base/torch.h"
#include "torch/vit/training_set.h"
#include "torch/vit/window_encoder.h"

namespace undercast {

/// Holds the data of one training step.
struct Batch {
  torch::Tensor input;   ///< [B, C, H, W]
  torch::Tensor target;  ///< [B, T, H, W] correction in standard deviations; 0 where not hidden
  torch::Tensor weight;  ///< [B, T, H, W] turns the loss into an NDVI error; 0 where not hidden
};

/// Says which windows to draw: [from, to) of step number `step`. They depend on (seed, step) alone.
struct BatchDraw {
  int window_px;
  std::uint64_t seed;
  long long step;
  int from, to;
};
Batch draw_batch(const TrainingSet& set, const WindowEncoder& encoder, const BatchDraw& draw, int threads);

}  // namespace undercast
