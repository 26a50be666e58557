// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <torch/torch.h>

namespace undercast {

/// One pre-norm layer of a transformer encoder (Vaswani et al. 2017; pre-norm: Xiong et al. 2020).
struct EncoderLayerImpl : torch::nn::Module {
  /// `expansion`: width of the feed-forward part, in widths.
  EncoderLayerImpl(int width, int heads, int expansion = 4);
  /// `bias`, if given, is added to the attention logits: [h, N, N].
  torch::Tensor forward(torch::Tensor x, const torch::Tensor& bias = {});  // [B, N, D] -> [B, N, D]

  int heads;
  torch::nn::LayerNorm norm1, norm2;
  torch::nn::Linear qkv, projection, expand, contract;
};
TORCH_MODULE(EncoderLayer);

}  // namespace undercast
