// SPDX-License-Identifier: Apache-2.0
#include "fields/shown_outline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace undercast {
namespace {

using Rings = std::vector<std::vector<Polygon::Corner>>;

TEST(ShownOutline, leaves_out_corners_on_a_straight_side) {
  const Polygon square{Rings{{{0, 0}, {3, 0.05}, {6, 0}, {10, 0}, {10, 10}, {5, 10}, {0, 10}, {0, 5}}}};
  EXPECT_EQ(shown_outline(square), nlohmann::json::parse("[[[0.0,0.0,10.0,0.0,10.0,10.0,0.0,10.0]]]"));
}

TEST(ShownOutline, of_a_circle_keeps_its_area_with_fewer_corners) {
  Polygon circle;
  circle.rings.emplace_back();
  for (int i = 0; i < 2000; ++i) {
    const double angle = 2 * std::numbers::pi * i / 2000;
    circle.rings[0].push_back({50 + 40 * std::cos(angle), 50 + 40 * std::sin(angle)});
  }
  const nlohmann::json ring = shown_outline(circle)[0][0];
  EXPECT_LT(ring.size(), 2U * 100);
  std::vector<Polygon::Corner> shown;
  for (std::size_t i = 0; i < ring.size(); i += 2) {
    shown.push_back({ring[i], ring[i + 1]});
    EXPECT_NEAR(std::hypot(shown.back().col - 50, shown.back().row - 50), 40, 0.01);
  }
  EXPECT_NEAR(signed_area(shown), std::numbers::pi * 1600, 0.125 * 2 * std::numbers::pi * 40);
}

TEST(ShownOutline, keeps_each_hole_with_its_own_polygon) {
  const Polygon two{
      Rings{{{0, 0}, {9, 0}, {9, 9}, {0, 9}}, {{2, 2}, {2, 5}, {5, 5}, {5, 2}}, {{20, 0}, {29, 0}, {29, 9}, {20, 9}}}};
  const nlohmann::json polygons = shown_outline(two);
  ASSERT_EQ(polygons.size(), 2U);
  EXPECT_EQ(polygons[0].size(), 2U);
  EXPECT_EQ(polygons[1].size(), 1U);
}

TEST(ShownOutline, shows_a_field_that_is_smaller_than_what_is_left_out) {
  const Polygon tiny{Rings{{{1, 1}, {1.1, 1}, {1.1, 1.1}}}};
  EXPECT_EQ(shown_outline(tiny)[0][0].size(), 6U);
  EXPECT_TRUE(shown_outline({}).empty());
}

}  // namespace
}  // namespace undercast
