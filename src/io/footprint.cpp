// SPDX-License-Identifier: Apache-2.0
#include "io/footprint.h"

#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/error.h"
#include "io/crs.h"

namespace undercast {
namespace {

constexpr int kPointsOnSide = 50;

}  // namespace

PixelMetres metres_per_pixel(const Grid& grid) {
  if (grid.crs_wkt.empty()) return {grid.pixel_width(), grid.pixel_height()};
  const OGRSpatialReference crs = parse_crs(grid.crs_wkt);
  if (crs.IsGeographic() == 0) {
    const double unit_m = crs.GetLinearUnits(nullptr);
    return {grid.pixel_width() * unit_m, grid.pixel_height() * unit_m};
  }
  constexpr double kDegree = std::numbers::pi / 180;
  const double radius_m = crs.GetSemiMajor();
  const double latitude = grid.affine[3] + 0.5 * grid.cols * grid.affine[4] + 0.5 * grid.rows * grid.affine[5];
  return {grid.pixel_width() * kDegree * radius_m * std::cos(latitude * kDegree),
          grid.pixel_height() * kDegree * radius_m};
}

Coordinates outline(const Grid& grid) {
  Coordinates points;
  const auto add = [&](double across, double down) { points.add(grid.point(across * grid.cols, down * grid.rows)); };
  for (int side = 0; side < 4; ++side)
    for (int i = 0; i < kPointsOnSide; ++i) {
      const double along = static_cast<double>(i) / kPointsOnSide;
      if (side == 0) add(along, 0);
      if (side == 1) add(1, along);
      if (side == 2) add(1 - along, 1);
      if (side == 3) add(0, 1 - along);
    }
  return points;
}

std::vector<std::array<double, 2>> outline_in(const std::string& crs, const Grid& grid) {
  Coordinates edge = outline(grid);
  transform_coordinates(grid.crs_wkt, crs, edge);
  std::vector<std::array<double, 2>> points;
  for (std::size_t i = 0; i < edge.size(); ++i) {
    if (!std::isfinite(edge.x[i]) || !std::isfinite(edge.y[i]))
      throw Error(ErrorKind::bad_input,
                  fmt::format("cannot bring an area in {} to {}", crs_name(grid.crs_wkt), crs_name(crs)),
                  "check the area, or choose another CRS");
    points.push_back({edge.x[i], edge.y[i]});
  }
  return points;
}

Window pixels_under(const Grid& grid, const Grid& image, double margin_m) {
  const auto& a = image.affine;
  const double determinant = a[1] * a[5] - a[2] * a[4];
  double low_col = 1e300, low_row = 1e300, high_col = -1e300, high_row = -1e300;
  for (const auto& [x, y] : outline_in(image.crs_wkt, grid)) {
    const double dx = x - a[0], dy = y - a[3];
    const double col = (a[5] * dx - a[2] * dy) / determinant, row = (a[1] * dy - a[4] * dx) / determinant;
    low_col = std::min(low_col, col), high_col = std::max(high_col, col);
    low_row = std::min(low_row, row), high_row = std::max(high_row, row);
  }
  if (!(high_col > 0 && high_row > 0 && low_col < image.cols && low_row < image.rows)) return {};
  const PixelMetres own = metres_per_pixel(image), others = metres_per_pixel(grid);
  const double wider_m = margin_m + 2 * std::max(others.across, others.down);
  const auto clip = [](double place, int size) { return static_cast<int>(std::clamp<double>(place, 0, size)); };
  Window window;
  window.col = clip(std::floor(low_col - wider_m / own.across) - 3, image.cols);
  window.row = clip(std::floor(low_row - wider_m / own.down) - 3, image.rows);
  window.cols = clip(std::ceil(high_col + wider_m / own.across) + 3, image.cols) - window.col;
  window.rows = clip(std::ceil(high_row + wider_m / own.down) + 3, image.rows) - window.row;
  return window;
}

std::vector<LonLatBox> lon_lat_boxes(const Grid& grid) {
  double west = 1e300, south = 1e300, east = -1e300, north = -1e300;
  std::optional<double> previous;
  for (const auto& [lon, lat] : outline_in(crs_to_wkt("EPSG:4326"), grid)) {
    // Neighbours on the edge are never half the Earth apart: beyond the antimeridian, longitudes
    // exceed 180.
    const double x = lon - 360 * std::round((lon - previous.value_or(lon)) / 360);
    previous = x;
    west = std::min(west, x), east = std::max(east, x);
    south = std::min(south, lat), north = std::max(north, lat);
  }
  const double turns = 360 * std::floor((west + 180) / 360);
  west -= turns, east -= turns;
  if (east <= 180) return {{west, south, east, north}};
  return {{west, south, 180, north}, {-180, south, east - 360, north}};
}

}  // namespace undercast
