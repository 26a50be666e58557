// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/polygon.h"

namespace undercast {

/// Reads `col,row col,row ...|col,row ...`; each ring has at least three corners. Throws
/// Error(usage) for other text and for more than `most_corners` corners.
Polygon parse_polygon(const std::string& text, int most_corners);

/// Says for `rows` x `cols` samples [row, col], spread evenly over `window`, whether their centres
/// lie inside.
std::vector<bool> inside(const Polygon& polygon, const Window& window, int rows, int cols);

}  // namespace undercast
