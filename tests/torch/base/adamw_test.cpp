// SPDX-License-Identifier: Apache-2.0
#include "torch/base/adamw.h"

#include <gtest/gtest.h>
#include <torch/optim/adamw.h>

#include <cmath>
#include <limits>

namespace undercast {
namespace {

struct TinyImpl : torch::nn::Module {
  TinyImpl() : linear(register_module("linear", torch::nn::Linear(7, 5))) {}
  torch::Tensor forward(const torch::Tensor& x) { return linear(x); }
  torch::nn::Linear linear;
};
TORCH_MODULE(Tiny);

TEST(AdamW, equals_lib_torchs_own) {
  torch::manual_seed(1);
  Tiny ours, theirs;
  {
    const torch::NoGradGuard no_grad;
    theirs->linear->weight.copy_(ours->linear->weight);
    theirs->linear->bias.copy_(ours->linear->bias);
  }
  AdamW optimiser(*ours, 0.1);
  std::vector<torch::optim::OptimizerParamGroup> groups;
  const auto options = [](double decay) {
    return std::make_unique<torch::optim::AdamWOptions>(
        torch::optim::AdamWOptions(0.01).betas({0.9, 0.95}).eps(1e-8).weight_decay(decay));
  };
  groups.emplace_back(std::vector<torch::Tensor>{theirs->linear->weight}, options(0.1));
  groups.emplace_back(std::vector<torch::Tensor>{theirs->linear->bias}, options(0.0));
  torch::optim::AdamW reference(groups, *options(0.0));
  const torch::Tensor x = torch::randn({16, 7}), y = torch::randn({16, 5});
  for (int step = 0; step < 20; ++step) {
    optimiser.zero_gradients();
    (ours->forward(x) - y).square().mean().backward();
    EXPECT_TRUE(optimiser.step(0.01, 1.0, 1e9));
    reference.zero_grad();
    (theirs->forward(x) - y).square().mean().backward();
    reference.step();
  }
  EXPECT_TRUE(torch::allclose(ours->linear->weight, theirs->linear->weight, 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(ours->linear->bias, theirs->linear->bias, 1e-5, 1e-6));
}

TEST(AdamW, changes_nothing_when_a_gradient_is_not_finite) {
  Tiny module;
  AdamW optimiser(*module, 0.1);
  const torch::Tensor before = optimiser.parameters().clone();
  (module->forward(torch::ones({1, 7})) * std::numeric_limits<float>::infinity()).sum().backward();
  EXPECT_FALSE(optimiser.step(0.01));
  EXPECT_TRUE(torch::equal(optimiser.parameters(), before));
  EXPECT_EQ(optimiser.steps(), 0);
}

}  // namespace
}  // namespace undercast
