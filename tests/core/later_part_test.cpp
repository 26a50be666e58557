// SPDX-License-Identifier: Apache-2.0
#include "core/later_part.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

Cube cube_of_four_dates() {
  CubeLayout layout;
  layout.grid.rows = 1;
  layout.grid.cols = 2;
  layout.ndvi = make_periods(parse_date("2020-01-01"), parse_date("2020-02-01"), 8);
  layout.vh = make_periods(parse_date("2020-01-09"), parse_date("2020-01-24"), 8);
  Cube cube(layout);
  for (Variable* variable : {&cube.ndvi, &cube.vh})
    for (std::size_t i = 0; i < variable->values.size(); ++i) variable->values[i] = static_cast<float>(i);
  return cube;
}

TEST(LaterPart, holds_the_periods_that_end_after_a_date) {
  const Cube cube = cube_of_four_dates();
  MemoryCubeSource source(cube);
  LaterPart later(source, parse_date("2020-01-17"), parse_date("2020-02-02"));
  ASSERT_EQ(later.layout().ndvi.size(), 2);
  EXPECT_EQ(to_string(later.layout().ndvi[0].start), "2020-01-17");
  ASSERT_EQ(later.layout().vh.size(), 1);
  const Cube read = later.read(cube.grid.whole());
  EXPECT_EQ(read.layout(), later.layout());
  EXPECT_EQ(read.ndvi.values, (std::vector<float>{4, 5, 6, 7}));
  EXPECT_EQ(read.vh.values, (std::vector<float>{2, 3}));
  EXPECT_EQ(later.reopen()->read(cube.grid.whole()).ndvi.values, read.ndvi.values);
  EXPECT_TRUE(later.read(cube.grid.whole(), false).vh.empty());
}

TEST(LaterPart, of_a_date_before_the_cube_is_the_cube) {
  const Cube cube = cube_of_four_dates();
  MemoryCubeSource source(cube);
  LaterPart later(source, parse_date("2019-01-01"), parse_date("2020-01-09"));
  EXPECT_EQ(later.layout(), cube.layout());
  EXPECT_EQ(later.read(cube.grid.whole()).ndvi.values, cube.ndvi.values);
}

TEST(LaterPart, keeps_the_earlier_end_of_a_gap) {
  Cube cube = cube_of_four_dates();
  cube.ndvi.at(2, 0, 0) = kMissing;                          // last observed on the second date
  cube.ndvi.at(1, 0, 1) = cube.ndvi.at(2, 0, 1) = kMissing;  // on the first
  MemoryCubeSource source(cube);
  LaterPart later(source, parse_date("2020-01-17"), parse_date("2020-01-25"));
  EXPECT_EQ(later.read(cube.grid.whole()).ndvi.values, (std::vector<float>{2, 1, 6, 7}));
  LaterPart none_to_hold_it(source, parse_date("2020-01-17"), parse_date("2020-01-17"));
  EXPECT_TRUE(is_missing(none_to_hold_it.read(cube.grid.whole()).ndvi.values[0]));
}

}  // namespace
}  // namespace undercast
