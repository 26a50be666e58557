// SPDX-License-Identifier: Apache-2.0
#include "fields/weighted_median.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace undercast {
namespace {

TEST(WeightedMedian, has_half_of_the_weight_on_either_side) {
  WeightedMedian three;
  for (const auto& [value, weight] : {std::pair{0.9F, 1.0}, {0.1F, 1.0}, {0.5F, 0.25}}) three.add(value, weight);
  EXPECT_FLOAT_EQ(three.median(), 0.5F);
  WeightedMedian heavy;
  for (const auto& [value, weight] : {std::pair{0.9F, 1.0}, {0.1F, 0.2}, {0.5F, 0.25}}) heavy.add(value, weight);
  EXPECT_FLOAT_EQ(heavy.median(), 0.9F);
  WeightedMedian even;
  for (const float value : {0.2F, 0.4F}) even.add(value, 1);
  EXPECT_FLOAT_EQ(even.median(), 0.3F);
  EXPECT_TRUE(std::isnan(WeightedMedian().median()));
}

TEST(WeightedMedian, of_many_values_is_right_to_one_step) {
  Random random(7);
  WeightedMedian many;
  for (std::size_t i = 0; i < 3 * WeightedMedian::kMostKept; ++i)
    many.add(static_cast<float>(0.4 + 0.3 * random.uniform(-1, 1)), 1);
  WeightedMedian odd;
  for (std::size_t i = 0; i < WeightedMedian::kMostKept; ++i) odd.add(-0.3F, 1), odd.add(0.71234F, 1.5);
  EXPECT_NEAR(many.median(), 0.4, 0.005);
  EXPECT_NEAR(odd.median(), 0.71234, 2.0 / WeightedMedian::kSteps);
}

}  // namespace
}  // namespace undercast
