// SPDX-License-Identifier: Apache-2.0
#include "report/shown_part.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(ShrunkToFit, keeps_the_shape_and_enlarges_nothing) {
  Grid grid;
  grid.rows = 1000;
  grid.cols = 500;
  EXPECT_EQ(shrunk_to_fit(grid, 256).rows, 256);
  EXPECT_EQ(shrunk_to_fit(grid, 256).cols, 128);
  EXPECT_EQ(shrunk_to_fit(grid, 2000).rows, 1000);
  grid.cols = 1;
  EXPECT_EQ(shrunk_to_fit(grid, 256).cols, 1) << "no side vanishes";
}

TEST(HalfObservedSteps, are_nearest_to_a_half_in_each_fifth_of_the_series) {
  const std::vector<double> shares{0, 0.4, 1, 0.9, 0.5, 0.5, 0.1, 0, 0.6, 0.7};
  EXPECT_EQ(half_observed_steps(shares), (std::vector<int>{1, 3, 4, 6, 8}));
  EXPECT_EQ(half_observed_steps({0, 1, 1}), (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace undercast
