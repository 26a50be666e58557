// SPDX-License-Identifier: Apache-2.0
#include "report/scene_counts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "small_cube.h"

namespace undercast {
namespace {

Cube without_gaps(Cube cube) {
  for (float& value : cube.ndvi.values)
    if (std::isnan(value)) value = 0.25F;
  return cube;
}

TEST(SceneCounts, are_those_of_a_plain_loop) {
  const Cube cube = small_cube(150, 140, 9, 0, 0.4, 3), filled = without_gaps(cube);
  const SceneCounts counts =
      count_scene(MemoryCubeSource(cube), MemoryCubeSource(filled), nullptr, 512, {.threads = 3});
  const auto missing =
      std::count_if(cube.ndvi.values.begin(), cube.ndvi.values.end(), [](float v) { return std::isnan(v); });
  EXPECT_EQ(counts.observed.pixels, 150 * 140);
  EXPECT_EQ(counts.observed.values(), 150 * 140 * 9);
  EXPECT_EQ(counts.observed.missing(), missing);
  EXPECT_EQ(counts.altered, 0);
  EXPECT_EQ(counts.left, 0);
  long long in_gaps = 0;
  for (const long long gap : counts.observed.missing_by_gap) in_gaps += gap;
  EXPECT_EQ(in_gaps, missing);
  ASSERT_EQ(counts.missing_share.size(), 150U * 140);
  int of_pixel = 0;
  for (int step = 0; step < 9; ++step) of_pixel += std::isnan(cube.ndvi.at(step, 33, 77));
  EXPECT_FLOAT_EQ(counts.missing_share[33 * 140 + 77], static_cast<float>(of_pixel) / 9);
}

TEST(SceneCounts, do_not_depend_on_threads_and_shrink_the_map) {
  const Cube cube = small_cube(150, 140, 5, 0, 0.4, 3), filled = without_gaps(cube);
  const auto count = [&](int threads) {
    return count_scene(MemoryCubeSource(cube), MemoryCubeSource(filled), nullptr, 50, {.threads = threads});
  };
  const SceneCounts one = count(1), three = count(3);
  for (std::size_t step = 0; step < 5; ++step) EXPECT_EQ(one.filled[step].mean(), three.filled[step].mean());
  EXPECT_EQ(one.missing_share, three.missing_share);
  EXPECT_EQ(one.map_rows, 50);
  EXPECT_EQ(one.map_cols, 46);
}

TEST(SceneCounts, tell_of_observed_values_that_were_altered_and_of_gaps_that_were_left) {
  const Cube cube = small_cube(10, 10, 4, 0, 0.5, 3);
  Cube filled = without_gaps(cube);
  const auto observed =
      std::find_if(cube.ndvi.values.begin(), cube.ndvi.values.end(), [](float v) { return !std::isnan(v); });
  const auto gap =
      std::find_if(cube.ndvi.values.begin(), cube.ndvi.values.end(), [](float v) { return std::isnan(v); });
  filled.ndvi.values[static_cast<std::size_t>(observed - cube.ndvi.values.begin())] += 0.1F;
  filled.ndvi.values[static_cast<std::size_t>(gap - cube.ndvi.values.begin())] = kMissing;
  const SceneCounts counts =
      count_scene(MemoryCubeSource(cube), MemoryCubeSource(filled), nullptr, 512, {.threads = 1});
  EXPECT_EQ(counts.altered, 1);
  EXPECT_EQ(counts.left, 1);
}

}  // namespace
}  // namespace undercast
