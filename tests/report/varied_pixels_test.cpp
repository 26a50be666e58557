// SPDX-License-Identifier: Apache-2.0
#include "report/varied_pixels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "small_cube.h"

namespace undercast {
namespace {

constexpr int kSteps = 45;

// Fields of four kinds side by side, each 32 px wide: forest, bare ground, early crop, late crop
// with a long gap.
struct Scene {
  Cube cube, filled;

  Scene() : cube(small_layout(64, 128, kSteps)) {
    for (int step = 0; step < kSteps; ++step)
      for (int row = 0; row < 64; ++row)
        for (int col = 0; col < 128; ++col) {
          const int kind = col / 32, peak = kind == 2 ? 14 : 30;
          const double crop = 0.2 + 0.6 * std::exp(-std::pow((step - peak) / 5.0, 2));
          cube.ndvi.at(step, row, col) = static_cast<float>(kind == 0 ? 0.8 : kind == 1 ? 0.1 : crop);
        }
    filled = cube;
    for (int step = 10; step < 25; ++step)
      for (int row = 0; row < 64; ++row)
        for (int col = 96; col < 128; ++col) cube.ndvi.at(step, row, col) = kMissing;
  }

  std::vector<VariedPixel> choose(int count) {
    MemoryCubeSource observed(cube), whole(filled);
    return choose_varied_pixels(observed, whole, count);
  }
};

TEST(VariedPixels, are_one_of_each_kind_before_a_second_of_any) {
  std::set<int> kinds;
  const std::vector<VariedPixel> pixels = Scene().choose(4);
  ASSERT_EQ(pixels.size(), 4U);
  EXPECT_EQ(pixels[0].col / 32, 3);  // the longest gap
  EXPECT_EQ(pixels[0].longest_gap_days, 16 * 8);
  for (const VariedPixel& pixel : pixels) kinds.insert(pixel.col / 32);
  EXPECT_EQ(kinds.size(), 4U);
}

TEST(VariedPixels, are_no_more_than_differ) { EXPECT_EQ(Scene().choose(12).size(), 4U); }

TEST(VariedPixels, are_described_in_words) {
  for (const VariedPixel& pixel : Scene().choose(4)) {
    const char* const words[] = {"Green all year; 0 % missing", "Bare, built or water; 0 % missing",
                                 "Peaks in April; 0 % missing", "Peaks in August; 33 % missing, longest gap 128 days"};
    EXPECT_EQ(pixel.words(), words[pixel.col / 32]);
  }
}

TEST(VariedPixels, are_none_where_gaps_were_left) {
  Scene scene;
  std::fill(scene.filled.ndvi.values.begin(), scene.filled.ndvi.values.end(), kMissing);
  EXPECT_TRUE(scene.choose(12).empty());
}

}  // namespace
}  // namespace undercast
