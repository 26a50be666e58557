// SPDX-License-Identifier: Apache-2.0
#include "torch/base/loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace undercast {

double bend_of(const std::string& kind) { return kind == "huber" ? 0.1 : std::numeric_limits<double>::infinity(); }

torch::Tensor weighted_loss(const torch::Tensor& output, const torch::Tensor& target, const torch::Tensor& weight,
                            double total_weight, const std::string& kind) {
  const double bend = bend_of(kind);
  const torch::Tensor answered = output.to(torch::kFloat);  // the output's shape
  const torch::Tensor errors = std::isfinite(bend) ? 2 * torch::huber_loss(answered, target, at::Reduction::None, bend)
                                                   : (answered - target).square();  // the output's shape
  return (weight * errors).sum() / std::max(total_weight, 1e-6);                    // []
}

torch::Tensor backward(const torch::Tensor& loss, double scale) {
  (loss * scale).backward();
  return loss.detach();
}

}  // namespace undercast
