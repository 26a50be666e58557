// SPDX-License-Identifier: Apache-2.0
#include "train/loss.h"

#include <algorithm>

namespace undercast {

torch::Tensor weighted_loss(const torch::Tensor& output, const torch::Tensor& target, const torch::Tensor& weight,
                            double total_weight, const std::string& kind) {
  constexpr double kBend = 0.1;
  const torch::Tensor answered = output.to(torch::kFloat);
  const torch::Tensor errors = kind == "huber" ? 2 * torch::huber_loss(answered, target, at::Reduction::None, kBend)
                                               : (answered - target).square();
  return (weight * errors).sum() / std::max(total_weight, 1e-6);
}

}  // namespace undercast
