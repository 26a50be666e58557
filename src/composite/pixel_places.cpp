// SPDX-License-Identifier: Apache-2.0
#include "composite/pixel_places.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "io/footprint.h"

namespace undercast {

InverseAffine::InverseAffine(const Grid& grid) : x0_(grid.affine[0]), y0_(grid.affine[3]) {
  const auto& a = grid.affine;
  const double determinant = a[1] * a[5] - a[2] * a[4];
  if (!std::isfinite(determinant) || determinant == 0)
    throw Error(ErrorKind::bad_input, "an image's pixels have no area (its affine transform has no inverse)",
                "set its georeferencing again: gdal_edit.py -a_ullr");
  col_per_x_ = a[5] / determinant;
  col_per_y_ = -a[2] / determinant;
  row_per_x_ = -a[4] / determinant;
  row_per_y_ = a[1] / determinant;
}

PixelPlaces::PixelPlaces(const Grid& grid, const Window& window, const std::string& crs_wkt)
    : grid_(grid), window_(window), crs_wkt_(crs_wkt) {
  if (same_crs(grid.crs_wkt, crs_wkt)) return;
  Coordinates centres;
  centres.x.reserve(static_cast<std::size_t>(window.pixels()));
  centres.y.reserve(static_cast<std::size_t>(window.pixels()));
  for (int row = 0; row < window.rows; ++row)
    for (int col = 0; col < window.cols; ++col) centres.add(at(row, col));
  transform_coordinates(grid.crs_wkt, crs_wkt, centres);
  transformed_ = std::move(centres);
}

PixelBounds footprint_in(const Grid& grid, const Grid& source) {
  Coordinates edge = outline(source);
  transform_coordinates(source.crs_wkt, grid.crs_wkt, edge);
  const InverseAffine pixel_of(grid);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  PixelBounds bounds{kInfinity, kInfinity, -kInfinity, -kInfinity};
  for (std::size_t i = 0; i < edge.size(); ++i) {
    const PixelPlace place = pixel_of(edge.x[i], edge.y[i]);
    if (!std::isfinite(place.col) || !std::isfinite(place.row)) continue;
    bounds.col_min = std::min(bounds.col_min, place.col);
    bounds.col_max = std::max(bounds.col_max, place.col);
    bounds.row_min = std::min(bounds.row_min, place.row);
    bounds.row_max = std::max(bounds.row_max, place.row);
  }
  return bounds;
}

}  // namespace undercast
