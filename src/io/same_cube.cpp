// SPDX-License-Identifier: Apache-2.0
#include "io/same_cube.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "io/crs.h"

namespace undercast {
namespace {

constexpr double kTolerance_px = 0.01;

// How far the pixels of a row and column differ along x and y, in pixels of `b`.
double distance_px(const Grid& a, const Grid& b, int row, int col) {
  const double dx = a.affine[0] - b.affine[0] + (a.affine[1] - b.affine[1]) * col + (a.affine[2] - b.affine[2]) * row;
  const double dy = a.affine[3] - b.affine[3] + (a.affine[4] - b.affine[4]) * col + (a.affine[5] - b.affine[5]) * row;
  return std::max(std::abs(dx) / b.pixel_width(), std::abs(dy) / b.pixel_height());
}

std::string describe(const Grid& grid) {
  return fmt::format("{} x {} px of {:g} x {:g} from ({:.10g}, {:.10g}) in {}", grid.rows, grid.cols,
                     grid.pixel_width(), grid.pixel_height(), grid.affine[0], grid.affine[3], crs_name(grid.crs_wkt));
}

std::string describe(const TimeAxis& time) {
  return fmt::format("{} NDVI dates, {} to {}", time.size(), to_string(time[0].start),
                     to_string(time[time.size() - 1].start));
}

bool same_starts(const TimeAxis& a, const TimeAxis& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Period& x, const Period& y) { return x.start == y.start; });
}

}  // namespace

bool same_grid(const Grid& a, const Grid& b) {
  if (a.rows != b.rows || a.cols != b.cols || !same_crs(a.crs_wkt, b.crs_wkt)) return false;
  for (const int row : {0, a.rows})
    for (const int col : {0, a.cols})
      if (distance_px(a, b, row, col) > kTolerance_px) return false;
  return true;
}

void require_same_grid(const Grid& grid, const std::string& path, const Grid& expected, const std::string& of_path) {
  if (!same_grid(grid, expected))
    throw Error(ErrorKind::bad_input,
                fmt::format("{} is on another grid: {}; {} has {}", path, describe(grid), of_path, describe(expected)),
                "bring all images of the cube to one grid, for example with gdalwarp");
}

void require_same_cube(const CubeLayout& companion, const std::string& companion_path, const std::string& role,
                       const CubeLayout& cube, const std::string& cube_path) {
  if (!same_grid(companion.grid, cube.grid))
    throw Error(ErrorKind::bad_input,
                fmt::format("{}, the {}, is on another grid: {}; {} has {}", companion_path, role,
                            describe(companion.grid), cube_path, describe(cube.grid)),
                "give the files that belong to one cube");
  if (!same_starts(companion.ndvi, cube.ndvi))
    throw Error(ErrorKind::bad_input,
                fmt::format("{}, the {}, has other dates: {}; {} has {}", companion_path, role,
                            describe(companion.ndvi), cube_path, describe(cube.ndvi)),
                "give the files that belong to one cube");
}

}  // namespace undercast
