// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/grid.h"
#include "io/crs.h"

namespace undercast {

/// Size of a pixel in metres, across and down; for geographic CRS at the grid's middle latitude.
/// Without a CRS, units count as metres.
struct PixelMetres {
  double across, down;
};
PixelMetres metres_per_pixel(const Grid& grid);

/// Points on the outer edge of a grid, in order: 50 on each side, since straight edges bend in
/// another CRS.
Coordinates outline(const Grid& grid);
/// Returns the points (x, y) of outline() in another CRS. Throws Error(bad_input) when there is no
/// transformation, or a point has no place in that CRS.
std::vector<std::array<double, 2>> outline_in(const std::string& crs, const Grid& grid);

/// The pixels of `image` under `grid`, widened by what resampling reads: `margin_m` metres, two
/// pixels of `grid` and three pixels of `image`. No pixels where the two do not meet. Throws as
/// outline_in.
Window pixels_under(const Grid& grid, const Grid& image, double margin_m);

/// West, south, east, north in degrees.
using LonLatBox = std::array<double, 4>;
/// The box around a grid, or two boxes where it crosses the antimeridian. Throws as outline_in.
std::vector<LonLatBox> lon_lat_boxes(const Grid& grid);

}  // namespace undercast
