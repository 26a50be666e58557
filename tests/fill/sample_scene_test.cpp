// SPDX-License-Identifier: Apache-2.0
#include "fill/sample_scene.h"

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

TEST(SampleScene, IsTheWholeOfASmallCube) {
  const Cube cube = numbered(20, 30);
  MemoryCubeSource source(cube);
  EXPECT_EQ(sample_scene(source, kSampleBlockPx).ndvi.values, cube.ndvi.values);
}

TEST(SampleScene, TakesWholeBlocksOfALargeCubeEachOnce) {
  const Cube cube = numbered(3 * kSampleBlockPx, 2 * kSampleBlockPx + 7);
  MemoryCubeSource source(cube);
  const Cube sample = sample_scene(source, 2 * kSampleBlockPx);
  EXPECT_EQ(sample.grid.rows, 2 * kSampleBlockPx);
  EXPECT_EQ(sample.grid.cols, 2 * kSampleBlockPx);
  EXPECT_EQ(pixels_of(sample).size(), sample.ndvi.pixels());
}

TEST(SampleScene, KeepsAListOfPointsAList) {
  const int points = kSampleBlockPx * kSampleBlockPx + 500;
  const Cube cube = numbered(1, points);
  MemoryCubeSource source(cube);
  const Cube sample = sample_scene(source, kSampleBlockPx);
  EXPECT_EQ(sample.grid.rows, 1);
  EXPECT_EQ(pixels_of(sample).size(), static_cast<std::size_t>(kSampleBlockPx * kSampleBlockPx));
}

}  // namespace
}  // namespace undercast
