// SPDX-License-Identifier: Apache-2.0
#include "gaps/suspects.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/random.h"

namespace undercast {
namespace {

constexpr int kSteps = 30, kSide = 12, kPixel = 40;

// A scene of .7 with little noise and some gaps, 8-day periods.
Cube quiet_scene() {
  CubeLayout layout;
  layout.grid.rows = layout.grid.cols = kSide;
  layout.ndvi = make_periods(parse_date("2018-01-01"), parse_date("2018-01-01") + Days(8 * kSteps - 1), 8);
  Cube cube(layout);
  Random random(5);
  for (float& value : cube.ndvi.values)
    value = random.chance(0.2) ? kMissing : static_cast<float>(0.7 + 0.01 * random.normal());
  for (int step = 8; step < 18; ++step) cube.ndvi.image(step)[kPixel] = 0.7F;
  return cube;
}

std::vector<int> suspect_steps(const Cube& cube, int pixel = kPixel) {
  const std::vector<std::uint8_t> suspects = SuspectTest(cube.ndvi).find(cube.ndvi);
  std::vector<int> steps;
  for (int step = 0; step < kSteps; ++step)
    if (suspects[static_cast<std::size_t>(step) * cube.ndvi.pixels() + pixel] != 0) steps.push_back(step);
  return steps;
}

long long suspect_count(const Cube& cube) { return count_suspects(cube.ndvi, SuspectTest(cube.ndvi)).suspect; }

TEST(Suspects, are_single_dips_that_the_scene_does_not_share) {
  Cube cube = quiet_scene();
  EXPECT_EQ(suspect_count(cube), 0);
  cube.ndvi.image(12)[kPixel] = 0.5F;
  EXPECT_EQ(suspect_steps(cube), (std::vector<int>{12}));
  EXPECT_EQ(suspect_count(cube), 1);
}

TEST(Suspects, are_all_values_of_a_date_on_which_the_whole_scene_dips) {
  Cube cube = quiet_scene();
  for (std::size_t i = 0; i < cube.ndvi.pixels(); ++i) cube.ndvi.image(12)[i] -= 0.2F;
  EXPECT_EQ(suspect_steps(cube), (std::vector<int>{12}));
  EXPECT_GT(suspect_count(cube), 80);
}

TEST(Suspects, are_not_peaks_steps_shallow_dips_or_ends_of_gaps) {
  for (const auto& [first, last, value] :
       {std::tuple{12, 12, 0.95F}, std::tuple{12, 29, 0.2F}, std::tuple{12, 12, 0.6F}, std::tuple{12, 13, 0.4F}}) {
    Cube cube = quiet_scene();
    for (int step = first; step <= last; ++step) cube.ndvi.image(step)[kPixel] = value;
    EXPECT_TRUE(suspect_steps(cube).empty()) << first << " " << last << " " << value;
  }
  Cube gap = quiet_scene();
  gap.ndvi.image(12)[kPixel] = 0.4F;
  for (int step = 13; step < 19; ++step) gap.ndvi.image(step)[kPixel] = kMissing;
  EXPECT_TRUE(suspect_steps(gap).empty()) << "a harvest before a gap looks the same";
}

TEST(Suspects, are_several_times_deeper_than_the_noise_of_the_pixel) {
  Cube cube = quiet_scene();
  Random random(7);
  for (int step = 0; step < kSteps; ++step)
    cube.ndvi.image(step)[kPixel] = static_cast<float>(0.6 + 0.15 * random.normal());
  EXPECT_LE(suspect_steps(cube).size(), 1);
}

TEST(ScreenedSource, lacks_the_suspect_values_alone_whatever_the_window) {
  Cube cube = quiet_scene();
  cube.ndvi.image(12)[kPixel] = 0.5F;
  MemoryCubeSource source(cube);
  const SuspectTest test(cube.ndvi);
  ScreenedSource screened(source, test);
  const Cube whole = screened.reopen()->read(cube.grid.whole(), true);
  for (std::size_t i = 0; i < whole.ndvi.values.size(); ++i) {
    const bool dropped = i == 12 * cube.ndvi.pixels() + kPixel;
    EXPECT_EQ(is_missing(whole.ndvi.values[i]), dropped || is_missing(cube.ndvi.values[i])) << i;
  }
  const Window part{kPixel / kSide, kPixel % kSide, 1, 1};
  EXPECT_TRUE(is_missing(screened.read(part, false).ndvi.at(12, 0, 0)));
}

}  // namespace
}  // namespace undercast
