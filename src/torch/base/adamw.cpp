// SPDX-License-Identifier: Apache-2.0
#include "torch/base/adamw.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.95, kEpsilon = 1e-8;

}  // namespace

AdamW::AdamW(torch::nn::Module& module, double weight_decay) : weight_decay_(weight_decay) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> ordered;
  std::int64_t total = 0;
  for (const bool decays : {true, false})
    for (torch::Tensor& parameter : module.parameters()) {
      if ((parameter.dim() > 1) != decays) continue;
      ordered.push_back(parameter);
      total += parameter.numel();
      if (decays) decaying_ = total;
    }
  const auto options = torch::TensorOptions().dtype(torch::kFloat).device(ordered.front().device());
  parameters_ = torch::zeros({total}, options);
  gradients_ = torch::zeros({total}, options);
  first_moment_ = torch::zeros({total}, options);
  second_moment_ = torch::zeros({total}, options);
  std::int64_t offset = 0;
  for (torch::Tensor& parameter : ordered) {
    const auto size = parameter.numel();
    torch::Tensor place = parameters_.narrow(0, offset, size).view(parameter.sizes());
    place.copy_(parameter);
    parameter.set_data(place);
    parameter.mutable_grad() = gradients_.narrow(0, offset, size).view(parameter.sizes());
    offset += size;
  }
}

void AdamW::forget_gradients() {
  first_moment_.zero_();
  second_moment_.zero_();
  steps_ = 0;
}

bool AdamW::step(double learning_rate, double scale, double longest) {
  const torch::NoGradGuard no_grad;
  const double norm = gradients_.norm().item<double>() / scale;
  if (!std::isfinite(norm)) return false;
  ++steps_;
  const double shrink = (norm > longest ? longest / norm : 1.0) / scale;
  const double correction1 = 1 - std::pow(kBeta1, static_cast<double>(steps_));
  const double correction2 = std::sqrt(1 - std::pow(kBeta2, static_cast<double>(steps_)));
  if (weight_decay_ > 0) parameters_.narrow(0, 0, decaying_).mul_(1 - learning_rate * weight_decay_);
  // A CPU computes pieces that stay in its cache; a GPU computes everything at once.
  const std::int64_t total = parameters_.numel();
  const std::int64_t piece = parameters_.is_cpu() ? 1 << 16 : total;
  for (std::int64_t offset = 0; offset < total; offset += piece) {
    const std::int64_t size = std::min(piece, total - offset);
    torch::Tensor g = gradients_.narrow(0, offset, size), m = first_moment_.narrow(0, offset, size);
    torch::Tensor v = second_moment_.narrow(0, offset, size), p = parameters_.narrow(0, offset, size);
    if (shrink != 1.0) g.mul_(shrink);
    m.mul_(kBeta1).add_(g, 1 - kBeta1);
    v.mul_(kBeta2).addcmul_(g, g, 1 - kBeta2);
    p.addcdiv_(m, v.sqrt().div_(correction2).add_(kEpsilon), -learning_rate / correction1);
  }
  return true;
}

}  // namespace undercast
