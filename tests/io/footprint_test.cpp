// SPDX-License-Identifier: Apache-2.0
#include "io/footprint.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "io/crs.h"

namespace undercast {
namespace {

Grid utm(double x, double y, double pixel, int rows, int cols, const char* crs = "EPSG:32631") {
  return {crs_to_wkt(crs), {x, pixel, 0, y, 0, -pixel}, rows, cols};
}

TEST(PixelsUnder, are_the_pixels_under_the_grid_and_a_margin) {
  const Grid image = utm(500000, 5600000, 10, 1000, 1000);
  // 30 pixels in from the left, 40 from the top; two pixels of the grid and three own ones around.
  EXPECT_EQ(pixels_under(utm(500300, 5599600, 10, 50, 60), image, 0), (Window{35, 25, 60, 70}));
  EXPECT_EQ(pixels_under(utm(500300, 5599600, 10, 50, 60), image, 100), (Window{25, 15, 80, 90}));
  EXPECT_EQ(pixels_under(utm(500300, 5599600, 20, 25, 30), image, 0), (Window{33, 23, 64, 74}));
  EXPECT_EQ(pixels_under(utm(499900, 5600100, 10, 20, 20), image, 0), (Window{0, 0, 15, 15}));
  EXPECT_EQ(pixels_under(utm(510000, 5600000, 10, 20, 20), image, 0).pixels(), 0);
}

TEST(PixelsUnder, a_grid_of_another_zone_are_all_that_it_covers) {
  const Grid image = utm(690000, 5600000, 10, 2000, 2000), grid = utm(280000, 5595000, 20, 300, 300, "EPSG:32632");
  const Window window = pixels_under(grid, image, 0);
  for (const auto& [x, y] : outline_in(image.crs_wkt, grid)) {
    const double col = (x - 690000) / 10, row = (5600000 - y) / 10;
    if (col >= 0 && col < 2000) EXPECT_TRUE(col >= window.col && col <= window.col_end());
    if (row >= 0 && row < 2000) EXPECT_TRUE(row >= window.row && row <= window.row_end());
  }
  EXPECT_GT(window.pixels(), 0);
}

TEST(OutlineIn, a_crs_without_a_way_there_is_an_error) {
  const Grid pole = utm(-3e7, 3e7, 1e6, 60, 60, "EPSG:3857");
  EXPECT_TRUE(throws_error([&] { outline_in(crs_to_wkt("EPSG:32631"), pole); }, ErrorKind::bad_input, {"EPSG:32631"}));
}

TEST(LonLatBoxes, hold_the_grid_and_are_two_across_the_antimeridian) {
  const auto one = lon_lat_boxes(utm(500000, 5600000, 10, 100, 100));
  ASSERT_EQ(one.size(), 1);
  EXPECT_NEAR(one[0][0], 3, 1e-9);
  EXPECT_NEAR(one[0][2], 3.0141, 1e-3);
  // Fiji: at 17 degrees south the antimeridian has an easting of about 181 km in zone 1.
  const auto two = lon_lat_boxes(utm(166000, 8100000, 10, 1000, 4000, "EPSG:32701"));
  ASSERT_EQ(two.size(), 2);
  EXPECT_GT(two[0][0], 179);
  EXPECT_EQ(two[0][2], 180);
  EXPECT_EQ(two[1][0], -180);
  EXPECT_LT(two[1][2], -179);
  // The longitudes of a grid may exceed 180, or begin before -180.
  for (const double west : {179.5, -180.5}) {
    const auto boxes = lon_lat_boxes({crs_to_wkt("EPSG:4326"), {west, 0.01, 0, -16, 0, -0.01}, 100, 100});
    ASSERT_EQ(boxes.size(), 2);
    EXPECT_NEAR(boxes[0][0], 179.5, 1e-9);
    EXPECT_NEAR(boxes[1][2], -179.5, 1e-9);
  }
}

}  // namespace
}  // namespace undercast
