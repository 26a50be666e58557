// SPDX-License-Identifier: Apache-2.0
#include "core/cube.h"

#include <algorithm>
#include <utility>

namespace undercast {

Variable::Variable(TimeAxis axis, int row_count, int col_count)
    : time(std::move(axis)), rows(row_count), cols(col_count) {
  values.assign(static_cast<std::size_t>(time.size()) * pixels(), kMissing);
}

Variable Variable::crop(const Window& window) const& {
  Variable part;
  part.time = time;
  part.rows = window.rows;
  part.cols = window.cols;
  part.values.resize(static_cast<std::size_t>(steps()) * part.pixels());
  for (int step = 0; step < steps(); ++step)
    for (int row = 0; row < window.rows; ++row) {
      const float* from = image(step) + std::ptrdiff_t{window.row + row} * cols + window.col;
      std::copy(from, from + window.cols, part.image(step) + std::ptrdiff_t{row} * window.cols);
    }
  return part;
}

Variable Variable::crop(const Window& window) && {
  return window == Window{0, 0, rows, cols} ? std::move(*this) : std::as_const(*this).crop(window);
}

Cube::Cube(const CubeLayout& layout)
    : grid(layout.grid),
      ndvi(layout.ndvi, grid.rows, grid.cols),
      vh(layout.vh, grid.rows, grid.cols),
      vv(layout.vv, grid.rows, grid.cols),
      index(layout.index) {}

Cube Cube::crop(const Window& window, bool with_radar) const& {
  Cube part;
  part.grid = grid.crop(window);
  part.index = index;
  part.ndvi = ndvi.crop(window);
  if (with_radar) {
    part.vh = vh.crop(window);
    part.vv = vv.crop(window);
  }
  return part;
}

Cube Cube::crop(const Window& window) && {
  return window == grid.whole() ? std::move(*this) : std::as_const(*this).crop(window);
}

Cube pad(Cube cube, int size_px) {
  if (cube.grid.rows == size_px && cube.grid.cols == size_px) return cube;
  CubeLayout layout = cube.layout();
  layout.grid.rows = layout.grid.cols = size_px;
  Cube padded(layout);
  for (const auto variable : {&Cube::ndvi, &Cube::vh, &Cube::vv}) {
    const Variable& from = cube.*variable;
    Variable& to = padded.*variable;
    for (int step = 0; step < from.steps(); ++step)
      for (int row = 0; row < from.rows; ++row)
        std::copy_n(from.image(step) + std::ptrdiff_t{row} * from.cols, from.cols,
                    to.image(step) + std::ptrdiff_t{row} * to.cols);
  }
  return padded;
}

}  // namespace undercast
