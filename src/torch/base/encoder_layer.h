// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "torch/base/torch.h"

namespace undercast {

/// One pre-norm layer of a transformer encoder (Vaswani et al. 2017; pre-norm: Xiong et al. 2020).
struct EncoderLayerImpl : torch::nn::Module {
  /// `expansion` is the width of the feed-forward part, as a multiple of `width`.
  EncoderLayerImpl(int width, int heads, int expansion = 4);
  /// `bias` [h, N, N], if given, is added to the attention logits.
  torch::Tensor forward(torch::Tensor x, const torch::Tensor& bias = {});  // [B, N, D] -> [B, N, D]

  int heads;
  torch::nn::LayerNorm norm1, norm2;
  torch::nn::Linear qkv, projection, expand, contract;
};
TORCH_MODULE(EncoderLayer);

}  // namespace undercast
