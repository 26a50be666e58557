// SPDX-License-Identifier: Apache-2.0
#include "torch/base/encoder_layer.h"

#include <cmath>

namespace undercast {

EncoderLayerImpl::EncoderLayerImpl(int width, int head_count, int expansion)
    : heads(head_count),
      norm1(torch::nn::LayerNormOptions({width})),
      norm2(torch::nn::LayerNormOptions({width})),
      qkv(width, 3 * width),
      projection(width, width),
      expand(width, expansion * width),
      contract(expansion * width, width) {
  register_module("norm1", norm1);
  register_module("norm2", norm2);
  register_module("qkv", qkv);
  register_module("projection", projection);
  register_module("expand", expand);
  register_module("contract", contract);
}

torch::Tensor EncoderLayerImpl::forward(torch::Tensor x, const torch::Tensor& bias) {
  const auto batch = x.size(0), tokens = x.size(1), width = x.size(2);
  auto parts = qkv(norm1(x)).view({batch, tokens, 3, heads, width / heads});  // [B, N, 3, h, D/h]
  parts = parts.permute({2, 0, 3, 1, 4});                                     // [3, B, h, N, D/h]
  const double scale = 1.0 / std::sqrt(static_cast<double>(width / heads));
  auto logits = torch::matmul(parts[0] * scale, parts[1].transpose(-2, -1));  // [B, h, N, N]
  if (bias.defined()) logits = logits + bias;                                 // [B, h, N, N]
  auto mixed = torch::matmul(logits.softmax(-1), parts[2]);                   // [B, h, N, D/h]
  mixed = mixed.transpose(1, 2).reshape({batch, tokens, width});              // [B, N, D]
  x = x + projection(mixed);                                                  // [B, N, D]
  return x + contract(torch::gelu(expand(norm2(x))));                         // [B, N, D]
}

}  // namespace undercast
