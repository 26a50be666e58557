// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "core/polygon.h"

namespace undercast {

/// Returns the outline of a field for a page that draws it: polygons, each with its outer ring and
/// its holes, each ring as [col, row, col, row, ...] in pixels of the grid. Corners are left out
/// where that moves the outline by less than an eighth of a pixel. Outer rings have a positive
/// signed_area(), holes a negative one.
nlohmann::json shown_outline(const Polygon& polygon);

}  // namespace undercast
