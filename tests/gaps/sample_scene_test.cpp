// SPDX-License-Identifier: Apache-2.0
#include "gaps/sample_scene.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "small_cube.h"

namespace undercast {
namespace {

// A cube whose NDVI numbers its pixels.
Cube numbered(int rows, int cols) {
  Cube cube = small_cube(rows, cols, 1, 1, 0.0, 1);
  for (std::size_t pixel = 0; pixel < cube.ndvi.pixels(); ++pixel) cube.ndvi.values[pixel] = static_cast<float>(pixel);
  return cube;
}

std::set<float> pixels_of(const Cube& sample) {
  std::set<float> pixels;
  for (const float value : sample.ndvi.values)
    if (std::isfinite(value)) pixels.insert(value);
  return pixels;
}

TEST(SampleScene, is_the_whole_of_a_small_cube) {
  const Cube cube = numbered(20, 30);
  MemoryCubeSource source(cube);
  EXPECT_EQ(sample_scene(source, 25).ndvi.values, cube.ndvi.values);
}

TEST(SampleScene, takes_whole_blocks_of_a_large_cube_each_once) {
  const Cube cube = numbered(384, 263);
  MemoryCubeSource source(cube);
  const Cube sample = sample_scene(source, 255);
  EXPECT_EQ(sample.grid.rows, 255);
  EXPECT_EQ(sample.grid.cols, 255);
  EXPECT_EQ(pixels_of(sample).size(), sample.ndvi.pixels());
}

TEST(SampleScene, is_as_large_as_asked_for_and_from_all_over_the_scene) {
  const Cube cube = numbered(1000, 1000);
  MemoryCubeSource source(cube);
  for (const int side : {64, 192, 384}) {
    const std::set<float> pixels = pixels_of(sample_scene(source, side));
    const auto count = static_cast<double>(pixels.size());
    EXPECT_GT(count, 0.95 * side * side);
    EXPECT_LE(count, 1.0 * side * side);
    EXPECT_GT(*pixels.rbegin() - *pixels.begin(), 1.2F * static_cast<float>(side) * 1000) << "rows far apart";
  }
}

TEST(SampleScene, passes_over_blocks_without_an_observation) {
  Cube cube = numbered(600, 600);
  for (int row = 0; row < 600; ++row)
    for (int col = 0; col < 600; ++col)
      if (row > 250 || col > 250) cube.ndvi.at(0, row, col) = kMissing;
  MemoryCubeSource source(cube);
  EXPECT_GT(pixels_of(sample_scene(source, 192)).size(), 30000U);
}

TEST(SampleScene, keeps_a_list_of_points_a_list) {
  const Cube cube = numbered(1, 128 * 128 + 500);
  MemoryCubeSource source(cube);
  const Cube sample = sample_scene(source, 128);
  EXPECT_EQ(sample.grid.rows, 1);
  EXPECT_EQ(pixels_of(sample).size(), 128U * 128U);
}

}  // namespace
}  // namespace undercast
