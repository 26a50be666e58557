// SPDX-License-Identifier: Apache-2.0
#include "fill/blend.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(AxisTiles, HaveWeightsThatSumToOneAtEachPixel) {
  for (const int length : {32, 33, 47, 48, 64, 100, 257})
    for (const int stride : {8, 16, 24, 32}) {
      const AxisTiles tiles = axis_tiles(length, 32, stride);
      std::vector<double> sum(static_cast<std::size_t>(length), 0.0);
      for (std::size_t k = 0; k < tiles.starts.size(); ++k)
        for (int i = 0; i < 32; ++i)
          sum.at(static_cast<std::size_t>(tiles.starts[k] + i)) += tiles.weights[k][static_cast<std::size_t>(i)];
      for (const double total : sum) EXPECT_NEAR(total, 1.0, 1e-6) << length << " px, stride " << stride;
    }
}

TEST(AxisTiles, OfAnAxisShorterThanATileAreOneTile) {
  const AxisTiles tiles = axis_tiles(10, 32, 16);
  EXPECT_EQ(tiles.starts, std::vector<int>{0});
  for (const float weight : tiles.weights.front()) EXPECT_EQ(weight, 1.0F);
}

TEST(AxisTiles, GiveTheCentreOfATileMoreWeightThanItsEdge) {
  const AxisTiles tiles = axis_tiles(96, 32, 16);
  EXPECT_GT(tiles.weights[1][16], tiles.weights[1][1]);
}

}  // namespace
}  // namespace undercast
