// SPDX-License-Identifier: Apache-2.0
#include "learn/neighbour_means.h"

#include <gtest/gtest.h>

#include "small_cube.h"

namespace undercast {
namespace {

TEST(NeighbourMeans, equal_their_definition_at_every_pixel_and_so_do_the_observed_shares) {
  const Variable ndvi = small_cube(9, 14, 3, 0, 0.8, 1).ndvi;
  for (const int side : {3, 5, 11}) {
    const Variable means = neighbour_means(ndvi, side, 2), shares = observed_neighbour_shares(ndvi, side, 2);
    for (int step = 0; step < ndvi.steps(); ++step)
      for (int row = 0; row < ndvi.rows; ++row)
        for (int col = 0; col < ndvi.cols; ++col) {
          double sum = 0;
          int count = 0, area = 0;
          for (int r = std::max(0, row - side / 2); r <= std::min(ndvi.rows - 1, row + side / 2); ++r)
            for (int c = std::max(0, col - side / 2); c <= std::min(ndvi.cols - 1, col + side / 2); ++c) {
              ++area;
              if (!std::isfinite(ndvi.at(step, r, c))) continue;
              ++count;
              sum += static_cast<double>(ndvi.at(step, r, c));
            }
          EXPECT_FLOAT_EQ(shares.at(step, row, col), static_cast<float>(count) / static_cast<float>(area));
          if (count == 0)
            EXPECT_TRUE(std::isnan(means.at(step, row, col)));
          else
            EXPECT_NEAR(means.at(step, row, col), sum / count, 1e-6);
        }
  }
}

}  // namespace
}  // namespace undercast
