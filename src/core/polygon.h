// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/grid.h"

namespace undercast {

/// Holds the rings of one or several polygons in pixels of a grid; (0, 0) is the upper left corner
/// of the upper left pixel. A point lies inside if it lies within an odd number of rings (the
/// even-odd rule).
struct Polygon {
  struct Corner {
    double col, row;
  };
  std::vector<std::vector<Corner>> rings;
};

/// Returns the window of the pixels of `grid` that the rings touch; it is empty where they lie
/// outside.
Window bounds_of(const Polygon& polygon, const Grid& grid);

/// Returns the area of a ring [pixels]; it is negative where the corners run the other way round.
double signed_area(const std::vector<Polygon::Corner>& ring);

}  // namespace undercast
