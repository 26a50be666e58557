// SPDX-License-Identifier: Apache-2.0
#include "composite/pixel_places.h"

#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "core/error.h"
#include "io/gdal.h"

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

void transform_coordinates(const std::string& from_wkt, const std::string& to_wkt, std::vector<double>& x,
                           std::vector<double>& y) {
  if (x.empty() || same_crs(from_wkt, to_wkt)) return;
  OGRSpatialReference from, to;
  from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  from.importFromWkt(from_wkt.c_str());
  to.importFromWkt(to_wkt.c_str());
  CPLErrorReset();
  const std::unique_ptr<OGRCoordinateTransformation> transformation(OGRCreateCoordinateTransformation(&from, &to));
  if (!transformation)
    throw Error(ErrorKind::bad_input, fmt::format("there is no transformation from {} to {}: {}", crs_name(from_wkt),
                                                  crs_name(to_wkt), gdal_reason()));
  std::vector<int> success(x.size());
  transformation->Transform(static_cast<int>(x.size()), x.data(), y.data(), nullptr, success.data());
  for (std::size_t i = 0; i < x.size(); ++i)
    if (success[i] == 0) x[i] = y[i] = std::numeric_limits<double>::quiet_NaN();
}

PixelPlaces::PixelPlaces(const Grid& grid, const Window& window, const std::string& crs_wkt)
    : window_(window), affine_(grid.affine), crs_wkt_(crs_wkt) {
  if (same_crs(grid.crs_wkt, crs_wkt)) return;
  const auto pixels = static_cast<std::size_t>(window.pixels());
  std::vector<double> x, y;
  x.reserve(pixels);
  y.reserve(pixels);
  for (int row = 0; row < window.rows; ++row)
    for (int col = 0; col < window.cols; ++col) {
      const auto [px, py] = at(row, col);
      x.push_back(px);
      y.push_back(py);
    }
  transform_coordinates(grid.crs_wkt, crs_wkt, x, y);
  x_ = std::move(x);
  y_ = std::move(y);
}

PixelBounds footprint_in(const Grid& grid, const Grid& source) {
  // Edges that are straight in one CRS are curved in another: 50 points on each are enough for bounds.
  constexpr int kPoints = 50;
  std::vector<double> x, y;
  const auto add = [&](double col, double row) {
    const auto& a = source.affine;
    x.push_back(a[0] + col * a[1] + row * a[2]);
    y.push_back(a[3] + col * a[4] + row * a[5]);
  };
  for (int i = 0; i <= kPoints; ++i) {
    const double col = static_cast<double>(source.cols) * i / kPoints;
    const double row = static_cast<double>(source.rows) * i / kPoints;
    add(col, 0), add(col, source.rows), add(0, row), add(source.cols, row);
  }
  transform_coordinates(source.crs_wkt, grid.crs_wkt, x, y);
  const InverseAffine pixel_of(grid);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  PixelBounds bounds{kInfinity, kInfinity, -kInfinity, -kInfinity};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const PixelPlace place = pixel_of(x[i], y[i]);
    if (!std::isfinite(place.col) || !std::isfinite(place.row)) continue;
    bounds.col_min = std::min(bounds.col_min, place.col);
    bounds.col_max = std::max(bounds.col_max, place.col);
    bounds.row_min = std::min(bounds.row_min, place.row);
    bounds.row_max = std::max(bounds.row_max, place.row);
  }
  return bounds;
}

}  // namespace undercast
