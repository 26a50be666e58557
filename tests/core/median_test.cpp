// SPDX-License-Identifier: Apache-2.0
#include "core/median.h"

#include <gtest/gtest.h>

#include <vector>

namespace undercast {
namespace {

float median_of(std::vector<float> values) { return median(values); }

TEST(Median, is_the_middle_value_or_the_mean_of_the_two_middle_ones) {
  EXPECT_EQ(median_of({7}), 7);
  EXPECT_EQ(median_of({9, 1, 5}), 5);
  EXPECT_EQ(median_of({2, 6}), 4);
  EXPECT_EQ(median_of({9, 1, 5, 8}), 6.5F);
}

}  // namespace
}  // namespace undercast
