// SPDX-License-Identifier: Apache-2.0
#include "view/polygon.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/expect_error.h"

namespace undercast {
namespace {

constexpr int kMost = 20;

Grid grid_of_ten() {
  Grid grid;
  grid.rows = grid.cols = 10;
  return grid;
}

long long pixels_in(const std::string& text) {
  const Polygon polygon = parse_polygon(text, kMost);
  const Window window = bounds_of(polygon, grid_of_ten());
  const std::vector<bool> flags = inside(polygon, window, window.rows, window.cols);
  return std::count(flags.begin(), flags.end(), true);
}

TEST(PolygonOfPixels, holds_the_pixels_whose_centres_lie_within) {
  EXPECT_EQ(pixels_in("2,3 5,3 5,7 2,7"), 12);
  EXPECT_EQ(pixels_in("2.4,3.4 4.6,3.4 4.6,6.6 2.4,6.6"), 12);
  EXPECT_EQ(pixels_in("2.6,3.6 4.4,3.6 4.4,6.4 2.6,6.4"), 2);
  EXPECT_EQ(pixels_in("0,0 10,0 0,10"), 45);
}

TEST(PolygonOfPixels, leaves_out_holes_and_adds_parts) {
  EXPECT_EQ(pixels_in("0,0 6,0 6,6 0,6|1,1 3,1 3,3 1,3"), 32);
  EXPECT_EQ(pixels_in("0,0 2,0 2,2 0,2|5,5 7,5 7,7 5,7"), 8);
}

TEST(PolygonOfPixels, is_cut_at_the_grid) {
  EXPECT_EQ(pixels_in("-5,-5 2,-5 2,2 -5,2"), 4);
  EXPECT_EQ(pixels_in("-100,-100 100,-100 100,100 -100,100"), 100);
  EXPECT_EQ(pixels_in("20,20 30,20 30,30"), 0);
}

TEST(PolygonOfPixels, is_refused_unless_it_is_whole) {
  for (const char* text : {"", "1", "1,", "1,2", "1,2 3,4", "1,2 3,4 5,", "1,2 3,4 5,6 ", "1,2 3,4 5,6|",
                           "1,2 3,4 5,6|1,1", "nan,1 2,2 3,3", "inf,1 2,2 3,3", "1e99,1 2,2 3,3", "a,b c,d e,f",
                           "1;2 3;4 5;6", "1,2,3 4,5 6,7", "1,2 3,4 5,6\n"})
    EXPECT_TRUE(throws_error([&] { parse_polygon(text, kMost); }, ErrorKind::usage, {"the polygon"}));
  std::string many = "0,0";
  for (int i = 0; i < kMost; ++i) many += " 1,1";
  EXPECT_TRUE(throws_error([&] { parse_polygon(many, kMost); }, ErrorKind::usage, {"more than 20 corners"}));
}

}  // namespace
}  // namespace undercast
