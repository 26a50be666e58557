// SPDX-License-Identifier: Apache-2.0
#include "core/grid.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace undercast {

double Grid::pixel_width() const { return std::hypot(affine[1], affine[4]); }
double Grid::pixel_height() const { return std::hypot(affine[2], affine[5]); }

Grid Grid::crop(const Window& window) const {
  if (window.row < 0 || window.col < 0 || window.row_end() > rows || window.col_end() > cols)
    throw Error(ErrorKind::internal, "a window leaves its grid");
  Grid part = *this;
  part.affine[0] += window.col * affine[1] + window.row * affine[2];
  part.affine[3] += window.col * affine[4] + window.row * affine[5];
  part.rows = window.rows;
  part.cols = window.cols;
  return part;
}

Window widen(const Window& window, int margin_px, const Window& bounds) {
  const int row = std::max(bounds.row, window.row - margin_px);
  const int col = std::max(bounds.col, window.col - margin_px);
  const int row_end = std::min(bounds.row_end(), window.row_end() + margin_px);
  const int col_end = std::min(bounds.col_end(), window.col_end() + margin_px);
  return {row, col, row_end - row, col_end - col};
}

std::vector<Window> split(const Window& whole, int size_px) {
  std::vector<Window> windows;
  for (int row = whole.row; row < whole.row_end(); row += size_px)
    for (int col = whole.col; col < whole.col_end(); col += size_px)
      windows.push_back({row, col, std::min(size_px, whole.row_end() - row), std::min(size_px, whole.col_end() - col)});
  return windows;
}

std::vector<Window> split_by_tile(const Window& whole, int size_px, int tile_px) {
  std::vector<Window> windows;
  for (const Window& tile : split(whole, std::max(size_px, tile_px)))
    for (const Window& window : split(tile, size_px)) windows.push_back(window);
  return windows;
}

}  // namespace undercast
