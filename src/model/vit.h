// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <torch/torch.h>

#include <vector>

#include "model/network_options.h"

namespace undercast {

/// One pre-norm layer of a transformer encoder (Vaswani et al. 2017; pre-norm: Xiong et al. 2020).
struct EncoderLayerImpl : torch::nn::Module {
  EncoderLayerImpl(int width, int heads);
  torch::Tensor forward(torch::Tensor x);  // [B, N, D] -> [B, N, D]

  int heads;
  torch::nn::LayerNorm norm1, norm2;
  torch::nn::Linear qkv, projection, expand, contract;
};
TORCH_MODULE(EncoderLayer);

/// Vision Transformer (Dosovitskiy et al. 2021) that reconstructs a window: segments are embedded with all channels,
/// i.e. all dates, at once, attend to each other, and are projected back to a value per step and pixel. Its last layer
/// starts at zero, so an untrained network, or an untrained step, answers 0: no correction.
struct VitImpl : torch::nn::Module {
  VitImpl(const VitOptions& options, int channels, int steps);
  torch::Tensor forward(torch::Tensor x);  // [B, C, H, W] -> [B, T, H, W]

  VitOptions options;
  int steps;
  torch::nn::Linear embedding{nullptr}, head{nullptr};
  torch::Tensor position;
  std::vector<EncoderLayer> layers;
  torch::nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(Vit);

/// Throws Error(usage) when sizes do not divide.
void check_vit_options(const VitOptions& options);

}  // namespace undercast
