// SPDX-License-Identifier: Apache-2.0
#include "core/grid.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

Grid rotated_grid() {
  Grid grid;
  grid.crs_wkt = "any";
  grid.affine = {500000, 8, 6, 5600000, 6, -8};
  grid.rows = 20;
  grid.cols = 30;
  return grid;
}

std::pair<double, double> place(const Grid& grid, double row, double col) {
  return {grid.affine[0] + grid.affine[1] * col + grid.affine[2] * row,
          grid.affine[3] + grid.affine[4] * col + grid.affine[5] * row};
}

TEST(Grid, a_crop_keeps_every_pixel_where_it_is_on_earth) {
  const Grid whole = rotated_grid();
  const Window window{3, 5, 10, 12};
  const Grid part = whole.crop(window);
  EXPECT_EQ(part.rows, 10);
  EXPECT_EQ(part.cols, 12);
  EXPECT_EQ(part.crs_wkt, whole.crs_wkt);
  for (int row = 0; row <= part.rows; ++row)
    for (int col = 0; col <= part.cols; ++col)
      EXPECT_EQ(place(part, row, col), place(whole, row + window.row, col + window.col));
}

TEST(Grid, a_crop_to_the_whole_changes_nothing) {
  EXPECT_EQ(rotated_grid().crop(rotated_grid().whole()), rotated_grid());
}

TEST(Grid, a_window_that_leaves_the_grid_is_refused) {
  const Grid grid = rotated_grid();
  for (const Window& window : {Window{-1, 0, 5, 5}, Window{0, -1, 5, 5}, Window{16, 0, 5, 5}, Window{0, 26, 5, 5}})
    EXPECT_THROW(grid.crop(window), Error);
}

TEST(Grid, pixel_sizes_are_lengths_whatever_the_rotation) {
  EXPECT_DOUBLE_EQ(rotated_grid().pixel_width(), 10);
  EXPECT_DOUBLE_EQ(rotated_grid().pixel_height(), 10);
}

TEST(Window, split_covers_every_pixel_once) {
  for (const Window& whole : {Window{0, 0, 1, 1}, Window{0, 0, 64, 64}, Window{2, 3, 65, 127}, Window{0, 0, 7, 200}})
    for (const int size : {1, 7, 64, 1000}) {
      std::vector<int> visits(static_cast<std::size_t>(whole.row_end()) * whole.col_end());
      for (const Window& part : split(whole, size)) {
        EXPECT_LE(part.rows, size);
        EXPECT_LE(part.cols, size);
        for (int row = part.row; row < part.row_end(); ++row)
          for (int col = part.col; col < part.col_end(); ++col)
            ++visits.at(static_cast<std::size_t>(row) * whole.col_end() + col);
      }
      for (int row = 0; row < whole.row_end(); ++row)
        for (int col = 0; col < whole.col_end(); ++col)
          ASSERT_EQ(visits[static_cast<std::size_t>(row) * whole.col_end() + col],
                    row >= whole.row && col >= whole.col);
    }
}

TEST(Window, an_empty_window_splits_into_nothing) { EXPECT_TRUE(split(Window{0, 0, 0, 5}, 8).empty()); }

TEST(Window, widening_stops_at_the_bounds) {
  const Window bounds{0, 0, 100, 50};
  EXPECT_EQ(widen({40, 20, 10, 10}, 5, bounds), (Window{35, 15, 20, 20}));
  EXPECT_EQ(widen({0, 0, 10, 10}, 5, bounds), (Window{0, 0, 15, 15}));
  EXPECT_EQ(widen({90, 40, 10, 10}, 5, bounds), (Window{85, 35, 15, 15}));
  EXPECT_EQ(widen({40, 20, 10, 10}, 1000, bounds), bounds);
  EXPECT_EQ(widen({40, 20, 10, 10}, 0, bounds), (Window{40, 20, 10, 10}));
}

}  // namespace
}  // namespace undercast
