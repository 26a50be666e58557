// SPDX-License-Identifier: Apache-2.0
#include "torch/base/loss.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(WeightedLoss, is_the_weighted_mean_of_squares) {
  const torch::Tensor output = torch::tensor({0.1F, 0.5F, 9.0F}), target = torch::zeros({3});
  const torch::Tensor weight = torch::tensor({1.0F, 3.0F, 0.0F});
  EXPECT_NEAR(weighted_loss(output, target, weight, 4, "mse").item<double>(), (0.01 + 3 * 0.25) / 4, 1e-6);
}

TEST(WeightedLoss, of_parts_adds_up_to_the_loss_of_the_whole) {
  const torch::Tensor output = torch::rand({10}), target = torch::rand({10}), weight = torch::rand({10});
  const auto total = weight.sum().item<double>();
  const auto part = [&](std::int64_t from, std::int64_t to) {
    return weighted_loss(output.slice(0, from, to), target.slice(0, from, to), weight.slice(0, from, to), total, "mse")
        .item<double>();
  };
  EXPECT_NEAR(part(0, 3) + part(3, 10), part(0, 10), 1e-6);
}

TEST(WeightedLoss, of_huber_is_squared_below_its_bend_and_straight_above) {
  const torch::Tensor zero = torch::zeros({1}), one = torch::ones({1});
  const auto at = [&](float error) {
    return weighted_loss(torch::full({1}, error), zero, one, 1, "huber").item<double>();
  };
  EXPECT_NEAR(at(0.05F), 0.0025, 1e-7);
  EXPECT_NEAR(at(0.6F) - at(0.5F), at(0.5F) - at(0.4F), 1e-6);
}

}  // namespace
}  // namespace undercast
