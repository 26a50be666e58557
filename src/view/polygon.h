// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// Rings of a polygon, or of several, in pixels of a grid: (0, 0) is the upper left corner of the upper left pixel.
/// What lies within an even number of rings is outside.
struct Polygon {
  struct Corner {
    double col, row;
  };
  std::vector<std::vector<Corner>> rings;
};

/// Reads `col,row col,row ...|col,row ...`, a ring of at least three corners each. Throws Error(usage) saying what is
/// wrong; more than `most_corners` are.
Polygon parse_polygon(const std::string& text, int most_corners);

/// The pixels that its rings touch, as far as `grid` goes; of no pixels where they lie outside.
Window bounds_of(const Polygon& polygon, const Grid& grid);

/// Whether the centres of samples lie inside: [row, col] of `rows` x `cols` samples spread evenly over `window`.
std::vector<bool> inside(const Polygon& polygon, const Window& window, int rows, int cols);

}  // namespace undercast
