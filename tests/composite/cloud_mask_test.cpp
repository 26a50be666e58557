// SPDX-License-Identifier: Apache-2.0
#include "composite/cloud_mask.h"

#include <algorithm>
#include <cmath>

#include "composite/small_inputs.h"

namespace undercast {
namespace {

const PixelMetres kScl{20, 20};
constexpr int kSide = 21, kMiddle = 10;

// Clear ground with one pixel of another class in the middle.
std::vector<float> usable_around(float scl, double dilation_m, const std::vector<int>& keep = {4, 5, 6}) {
  std::vector<float> classes(kSide * kSide, 4);
  classes[kMiddle * kSide + kMiddle] = scl;
  return usable_pixels(classes, kSide, kSide, MaskRule::scene_classes(keep), disc(dilation_m, kScl));
}

int masked(const std::vector<float>& usable) {
  return static_cast<int>(std::count_if(usable.begin(), usable.end(), [](float value) { return std::isnan(value); }));
}

TEST(CloudMask, without_dilation_only_classes_that_are_not_kept_are_masked) {
  for (const int scl : {0, 1, 2, 3, 7, 8, 9, 10, 11}) EXPECT_EQ(masked(usable_around(static_cast<float>(scl), 0)), 1);
  for (const int scl : {4, 5, 6}) EXPECT_EQ(masked(usable_around(static_cast<float>(scl), 0)), 0);
}

TEST(CloudMask, twenty_metres_mask_the_eight_touching_pixels_of_cloud_and_shadow_alone) {
  for (const int scl : {3, 8, 9, 10}) EXPECT_EQ(masked(usable_around(static_cast<float>(scl), 20)), 9);
  for (const int scl : {0, 1, 2, 7, 11}) EXPECT_EQ(masked(usable_around(static_cast<float>(scl), 20)), 1);
}

TEST(CloudMask, kept_classes_are_not_widened) { EXPECT_EQ(masked(usable_around(10, 60, {4, 5, 6, 10})), 0); }

TEST(CloudMask, dilation_is_a_disc_in_metres) {
  for (const double distance_m : {5.0, 20.0, 21.0, 45.0, 100.0, 150.0}) {
    const std::vector<float> usable = usable_around(9, distance_m);
    for (int row = 0; row < kSide; ++row)
      for (int col = 0; col < kSide; ++col) {
        const double down = std::max(0, std::abs(row - kMiddle) - 1) * 20.0;
        const double across = std::max(0, std::abs(col - kMiddle) - 1) * 20.0;
        EXPECT_EQ(std::isnan(usable[static_cast<std::size_t>(row * kSide + col)]),
                  std::hypot(down, across) < distance_m)
            << distance_m << " m at " << row << ", " << col;
      }
  }
}

TEST(CloudMask, wide_clouds_grow_as_their_pixels_would_alone) {
  std::vector<float> classes(kSide * kSide, 4);
  std::vector<bool> expected(classes.size(), false);
  const auto is_cloud = [](int row, int col) { return std::hypot(row - 9, col - 12) < 5.3; };
  const auto offsets = disc(70, kScl);
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col) {
      if (!is_cloud(row, col)) continue;
      classes[static_cast<std::size_t>(row * kSide + col)] = 8;
      expected[static_cast<std::size_t>(row * kSide + col)] = true;
      for (const auto& [r, c] : offsets)
        if (row + r >= 0 && row + r < kSide && col + c >= 0 && col + c < kSide)
          expected[static_cast<std::size_t>((row + r) * kSide + col + c)] = true;
    }
  const auto usable = usable_pixels(classes, kSide, kSide, MaskRule::scene_classes({4}), offsets);
  for (std::size_t i = 0; i < usable.size(); ++i) EXPECT_EQ(std::isnan(usable[i]), expected[i]);
}

TEST(CloudMask, the_margin_holds_the_disc) {
  for (const double distance_m : {0.0, 5.0, 20.0, 20.1, 99.0, 100.0}) {
    int furthest = 0;
    for (const auto& [row, col] : disc(distance_m, kScl)) furthest = std::max({furthest, std::abs(row), std::abs(col)});
    EXPECT_EQ(disc_reach(distance_m, kScl), furthest) << distance_m;
  }
}

TEST(CloudMask, pixels_are_measured_in_metres_whatever_the_crs) {
  const PixelMetres utm = metres_per_pixel(small_grid(10, 10, 20));
  EXPECT_DOUBLE_EQ(utm.across, 20);
  const PixelMetres degrees = metres_per_pixel(small_grid(10, 10, 0.001, 3, 60.005, "EPSG:4326"));
  EXPECT_NEAR(degrees.down, 111.3, 0.3);
  EXPECT_NEAR(degrees.across, 55.66, 0.1);
  const PixelMetres feet = metres_per_pixel(small_grid(10, 10, 100, 0, 0, "EPSG:2263"));
  EXPECT_NEAR(feet.across, 30.48, 0.001);
}

}  // namespace
}  // namespace undercast
