// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/polygon.h"

namespace undercast {

/// Returns for each pixel of a window [row, col] the share of its area that a polygon covers. It is
/// exact up to rounding: the area left and right of each edge is added up, pixel by pixel. Outer
/// rings have a positive signed_area(), holes a negative one, and no two edges cross.
std::vector<double> covered_shares(const Polygon& polygon, const Window& window);

}  // namespace undercast
