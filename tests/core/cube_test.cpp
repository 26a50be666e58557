// SPDX-License-Identifier: Apache-2.0
#include "core/cube.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

// Values tell their own place: step * 10000 + row * 100 + col.
Cube numbered_cube() {
  CubeLayout layout;
  layout.grid.rows = 9;
  layout.grid.cols = 13;
  layout.ndvi = make_periods(parse_date("2018-01-01"), parse_date("2018-02-01"), 8);
  layout.vh = make_periods(parse_date("2018-01-04"), parse_date("2018-01-14"), 6);
  Cube cube(layout);
  for (Variable* variable : {&cube.ndvi, &cube.vh})
    for (int step = 0; step < variable->steps(); ++step)
      for (int row = 0; row < 9; ++row)
        for (int col = 0; col < 13; ++col)
          variable->at(step, row, col) = static_cast<float>(step * 10000 + row * 100 + col);
  return cube;
}

TEST(Cube, is_all_missing_at_first) {
  const Cube cube(numbered_cube().layout());
  EXPECT_EQ(cube.ndvi.values.size(), 4U * 9 * 13);
  EXPECT_TRUE(cube.vv.empty());
  EXPECT_TRUE(cube.vv.values.empty());
  for (const float value : cube.ndvi.values) EXPECT_TRUE(std::isnan(value));
}

TEST(Cube, a_crop_holds_the_values_of_its_window) {
  const Cube whole = numbered_cube();
  const Window window{2, 3, 5, 7};
  const Cube part = whole.crop(window);
  EXPECT_EQ(part.layout().ndvi, whole.layout().ndvi);
  EXPECT_EQ(part.grid, whole.grid.crop(window));
  ASSERT_EQ(part.vh.values.size(), static_cast<std::size_t>(whole.vh.steps()) * 35);
  for (int step = 0; step < part.ndvi.steps(); ++step)
    for (int row = 0; row < 5; ++row)
      for (int col = 0; col < 7; ++col) EXPECT_EQ(part.ndvi.at(step, row, col), whole.ndvi.at(step, row + 2, col + 3));
}

TEST(Cube, a_cube_in_memory_is_a_source_of_its_windows) {
  const Cube whole = numbered_cube();
  MemoryCubeSource source(whole);
  const Window window{0, 6, 9, 7};
  EXPECT_EQ(source.layout(), whole.layout());
  EXPECT_EQ(source.read(window).ndvi.values, whole.crop(window).ndvi.values);
  EXPECT_EQ(source.reopen()->read(window).vh.values, whole.crop(window).vh.values);
}

}  // namespace
}  // namespace undercast
