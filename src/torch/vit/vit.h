// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "networks/train_options.h"
#include "torch/base/encoder_layer.h"
#include "torch/base/torch.h"

namespace undercast {

/// Vision Transformer (Dosovitskiy et al. 2021) that reconstructs a window: segments are embedded
/// with all channels (all dates) at once, attend to each other, and are projected back to a value
/// for each step and pixel. Its last layer starts at zero, so an untrained network, or an untrained
/// step, answers 0: no correction.
struct VitImpl : torch::nn::Module {
  VitImpl(const VitOptions& options, int channels, int steps);
  torch::Tensor forward(torch::Tensor x);  // [B, C, H, W] -> [B, T, H, W]

  VitOptions options;
  int steps;
  torch::nn::Linear embedding{nullptr}, head{nullptr};
  torch::Tensor position;  ///< [N, D]
  std::vector<EncoderLayer> layers;
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(Vit);

}  // namespace undercast
