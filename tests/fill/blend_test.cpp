// SPDX-License-Identifier: Apache-2.0
#include "fill/blend.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(AxisTiles, have_weights_that_sum_to_one_at_each_pixel) {
  for (const int length : {32, 33, 47, 48, 64, 100, 257})
    for (const int stride : {8, 16, 24, 32}) {
      const AxisTiles tiles = axis_tiles(length, 32, stride);
      std::vector<double> sum(static_cast<std::size_t>(length), 0.0);
      for (std::size_t k = 0; k < tiles.starts.size(); ++k)
        for (int i = 0; i < 32; ++i) sum.at(tiles.starts[k] + i) += tiles.weights[k][i];
      for (const double total : sum) EXPECT_NEAR(total, 1.0, 1e-6) << length << " px, stride " << stride;
    }
}

TEST(AxisTiles, of_an_axis_shorter_than_a_tile_are_one_tile) {
  const AxisTiles tiles = axis_tiles(10, 32, 16);
  EXPECT_EQ(tiles.starts, std::vector<int>{0});
  for (const float weight : tiles.weights.front()) EXPECT_EQ(weight, 1.0F);
}

TEST(AxisTiles, give_the_centre_of_a_tile_more_weight_than_its_edge) {
  const AxisTiles tiles = axis_tiles(96, 32, 16);
  EXPECT_GT(tiles.weights[1][16], tiles.weights[1][1]);
}

}  // namespace
}  // namespace undercast
