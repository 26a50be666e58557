// SPDX-License-Identifier: Apache-2.0
#include "io/same_cube.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "io/crs.h"

namespace undercast {
namespace {

CubeLayout layout() {
  CubeLayout cube;
  cube.grid = {crs_to_wkt("EPSG:32631"), {500000, 10, 0, 5600000, 0, -10}, 30, 40};
  cube.ndvi = make_periods(parse_date("2018-01-01"), parse_date("2018-12-31"), 8);
  return cube;
}

testing::AssertionResult differs(const CubeLayout& companion, const std::vector<std::string>& parts) {
  return throws_error([&] { require_same_cube(companion, "low.tif", "lower bound", layout(), "filled.tif"); },
                      ErrorKind::bad_input, parts);
}

TEST(SameCube, passes_what_is_the_same_up_to_rounding) {
  CubeLayout companion = layout();
  companion.grid.affine[0] += 1e-6;
  companion.vh = companion.ndvi;
  require_same_cube(companion, "low.tif", "lower bound", layout(), "filled.tif");
  EXPECT_TRUE(same_grid(companion.grid, layout().grid));
}

TEST(SameCube, refuses_another_grid_and_says_both) {
  CubeLayout size = layout(), place = layout(), pixel = layout(), crs = layout();
  size.grid.rows = 31;
  place.grid.affine[3] += 10;
  pixel.grid.affine[1] = 10.01;  // .04 px off at the far edge
  crs.grid.crs_wkt = crs_to_wkt("EPSG:32632");
  EXPECT_TRUE(differs(size, {"low.tif", "lower bound", "another grid", "31 x 40", "filled.tif", "30 x 40"}));
  EXPECT_TRUE(differs(place, {"5600010", "5600000"}));
  EXPECT_TRUE(differs(pixel, {"another grid"}));
  EXPECT_TRUE(differs(crs, {"EPSG:32632", "EPSG:32631"}));
}

TEST(SameCube, refuses_other_dates_and_says_both) {
  CubeLayout companion = layout();
  companion.ndvi = make_periods(parse_date("2017-01-01"), parse_date("2017-12-31"), 8);
  EXPECT_TRUE(differs(companion, {"other dates", "2017-01-01", "2018-01-01", "46 NDVI dates"}));
}

}  // namespace
}  // namespace undercast
