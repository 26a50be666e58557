// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// Holds the rings of one or several polygons in pixels of a grid; (0, 0) is the upper left corner
/// of the upper left pixel. A point is inside the polygon if an odd number of rings encloses
/// the point (the even-odd rule).
struct Polygon {
  struct Corner {
    double col, row;
  };
  std::vector<std::vector<Corner>> rings;
};

/// Reads `col,row col,row ...|col,row ...`; each ring has at least three corners. Throws
/// Error(usage) for other text and for more than `most_corners` corners.
Polygon parse_polygon(const std::string& text, int most_corners);

/// Returns the window of the pixels of `grid` that the rings touch; it is empty where they lie
/// outside.
Window bounds_of(const Polygon& polygon, const Grid& grid);

/// Says for `rows` x `cols` samples [row, col], spread evenly over `window`, whether their centres
/// lie inside.
std::vector<bool> inside(const Polygon& polygon, const Window& window, int rows, int cols);

}  // namespace undercast
