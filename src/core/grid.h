// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

namespace undercast {

/// A rectangle of pixels, counted from the upper left of the grid it refers to.
struct Window {
  int row = 0, col = 0, rows = 0, cols = 0;

  int row_end() const { return row + rows; }
  int col_end() const { return col + cols; }
  long long pixels() const { return 1LL * rows * cols; }
  bool operator==(const Window&) const = default;
};

/// The pixels' place on Earth. `affine` is in GDAL's order and in units of the CRS: x = a0 + a1 col
/// + a2 row, y = a3 + a4 col + a5 row, where (col, row) = (0, 0) is the upper left corner of the
/// upper left pixel.
struct Grid {
  std::string crs_wkt;
  std::array<double, 6> affine{0, 1, 0, 0, 0, -1};
  int rows = 0, cols = 0;

  long long pixels() const { return 1LL * rows * cols; }
  Window whole() const { return {0, 0, rows, cols}; }
  /// (x, y) of a place in pixels.
  std::array<double, 2> point(double col, double row) const {
    return {affine[0] + col * affine[1] + row * affine[2], affine[3] + col * affine[4] + row * affine[5]};
  }
  double pixel_width() const;
  double pixel_height() const;
  /// The grid of a window of this one. Throws Error(internal) when the window leaves the grid.
  Grid crop(const Window& window) const;
  bool operator==(const Grid&) const = default;
};

/// `window` widened by `margin_px` on each side, as far as `bounds` allows.
Window widen(const Window& window, int margin_px, const Window& bounds);

/// Windows of at most `size_px` square that cover `whole` once, row by row.
std::vector<Window> split(const Window& whole, int size_px);
/// Returns the windows of split() in another order: the windows within one tile of `tile_px` follow
/// each other.
std::vector<Window> split_by_tile(const Window& whole, int size_px, int tile_px);

}  // namespace undercast
