// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/training_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "small_cube.h"
#include "torch/vit/artificial_gaps.h"

namespace undercast {
namespace {

TrainingSet set_of(const Cube& cube, double memory_bytes = 1e9) {
  MemoryCubeSource source(cube);
  return TrainingSet({&source}, memory_bytes, 0.1, 3);
}

TEST(Turn, is_the_eight_symmetries_of_the_square) {
  const Cube window = small_cube(6, 6, 3, 2, 0.2, 1);
  std::set<std::string> seen;
  for (int symmetry = 0; symmetry < 8; ++symmetry) {
    const Cube turned = turn(window, symmetry);
    std::vector<float> a = window.vh.values, b = turned.vh.values;
    seen.insert(std::string(reinterpret_cast<const char*>(b.data()), b.size() * sizeof(float)));
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    EXPECT_EQ(a, b);
  }
  EXPECT_EQ(seen.size(), 8U);
  EXPECT_TRUE(same_values(turn(window, 0).ndvi.values, window.ndvi.values));
}

TEST(TrainingSet, holds_out_about_the_share_and_removes_it_from_the_scenes) {
  const Cube cube = small_cube(128, 128, 46, 0, 0.4, 1);
  const TrainingSet set = set_of(cube);
  double held = 0, observed = 0;
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i) {
    const float scene = set.scenes().front().ndvi.values[i], out = set.held_out().front().values[i];
    observed += std::isfinite(cube.ndvi.values[i]);
    held += std::isfinite(out);
    EXPECT_FALSE(std::isfinite(scene) && std::isfinite(out));
    if (std::isfinite(cube.ndvi.values[i])) EXPECT_EQ(std::isfinite(out) ? out : scene, cube.ndvi.values[i]);
  }
  EXPECT_NEAR(held / observed, 0.1, 0.03);
}

TEST(TrainingSet, samples_blocks_of_a_cube_that_exceeds_the_memory) {
  const Cube cube = small_cube(600, 520, 4, 0, 0.4, 1);
  const TrainingSet set = set_of(cube, 600 * 520 * 4 * 4 * 0.4);
  EXPECT_GT(set.scenes().size(), 1U);
  EXPECT_LT(set.scenes().size(), 6U);
}

TEST(TrainingSet, pads_scenes_smaller_than_a_window) {
  const TrainingSet set = set_of(small_cube(10, 12, 6, 3, 0.2, 1));
  Random random(1);
  const Cube window = set.draw_window(16, random);
  EXPECT_EQ(window.grid.rows, 16);
  EXPECT_EQ(window.ndvi.values.size(), 16U * 16 * 6);
}

TEST(TrainingSet, refuses_cubes_of_different_length_and_cubes_without_observations) {
  const Cube a = small_cube(16, 16, 6, 3, 0.2, 1), b = small_cube(16, 16, 7, 3, 0.2, 1),
             none(small_layout(16, 16, 6, 3));
  MemoryCubeSource source_a(a), source_b(b), source_none(none);
  EXPECT_THROW(TrainingSet({&source_a, &source_b}, 1e9, 0.1, 0), Error);
  EXPECT_THROW(TrainingSet({&source_none}, 1e9, 0.1, 0), Error);
}

TEST(ArtificialGaps, hide_observed_values_only_and_say_which) {
  const Cube cube = small_cube(32, 32, 46, 0, 0.3, 1);
  std::set<int> shares;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    Variable ndvi = cube.ndvi;
    const std::vector<std::uint8_t> hidden = hide_artificially(ndvi, cube.ndvi, random);
    int count = 0;
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      if (hidden[i]) EXPECT_TRUE(std::isfinite(cube.ndvi.values[i]) && std::isnan(ndvi.values[i]));
      if (!hidden[i]) EXPECT_TRUE(std::isnan(ndvi.values[i]) == std::isnan(cube.ndvi.values[i]));
      count += hidden[i];
    }
    EXPECT_GT(count, 0) << seed;
    EXPECT_LT(count, static_cast<int>(hidden.size()) * 95 / 100) << seed;
    shares.insert(count);
  }
  EXPECT_GT(shares.size(), 40U);
}

}  // namespace
}  // namespace undercast
