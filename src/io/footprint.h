// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// Size of a pixel in metres, across and down; for geographic CRS at the grid's middle latitude.
struct PixelMetres {
  double across, down;
};
PixelMetres metres_per_pixel(const Grid& grid);

/// Points (x, y) on the outer edge of a grid, in order, in another CRS: 50 on each side, since straight edges bend.
/// Throws Error(bad_input) when there is no transformation, or a point has no place in that CRS.
std::vector<std::array<double, 2>> outline_in(const std::string& crs_wkt, const Grid& grid);

/// The pixels of `image` that lie under `grid`, widened by `margin_m` metres, two pixels of `grid` and three of their
/// own, which is what resampling looks at; of no pixels where the two do not meet. Throws as outline_in.
Window pixels_under(const Grid& grid, const Grid& image, double margin_m);

}  // namespace undercast
