// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/vit.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast {

VitImpl::VitImpl(const VitOptions& vit_options, int channels, int step_count)
    : options(vit_options), steps(step_count) {
  check(options);
  const int side = options.window_px / options.segment_px;
  const int area = options.segment_px * options.segment_px;
  embedding = register_module("embedding", torch::nn::Linear(channels * area, options.width));
  position = register_parameter("position", 0.02 * torch::randn({side * side, options.width}));
  for (int i = 0; i < options.depth; ++i)
    layers.push_back(register_module(fmt::format("layer{}", i), EncoderLayer(options.width, options.heads)));
  norm = register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({options.width})));
  head = register_module("head", torch::nn::Linear(options.width, steps * area));
  const torch::NoGradGuard no_grad;
  head->weight.zero_();
  head->bias.zero_();
}

torch::Tensor VitImpl::forward(torch::Tensor x) {
  const auto batch = x.size(0), channels = x.size(1);
  const int p = options.segment_px, side = options.window_px / p;
  x = x.view({batch, channels, side, p, side, p});                                    // [B, C, s, p, s, p]
  x = x.permute({0, 2, 4, 1, 3, 5}).reshape({batch, side * side, channels * p * p});  // [B, N, C p p]
  x = embedding(x) + position;                                                        // [B, N, D]
  for (EncoderLayer& layer : layers) x = layer(x);                                    // [B, N, D]
  x = head(norm(x));                                                                  // [B, N, T p p]
  x = x.view({batch, side, side, steps, p, p}).permute({0, 3, 1, 4, 2, 5});           // [B, T, s, p, s, p]
  return x.reshape({batch, steps, options.window_px, options.window_px});             // [B, T, H, W]
}

}  // namespace undercast
