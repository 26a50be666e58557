// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// A raster made by GDAL directly, so that it can be wrong in ways that CubeWriter's never are.
struct RasterFile {
  int rows = 4, cols = 5;
  std::string crs = "EPSG:32631";  ///< empty: none
  std::optional<std::array<double, 6>> affine = std::array<double, 6>{500000, 10, 0, 5600000, 0, -10};
  std::vector<std::string> bands = {"NDVI_2018-01-01", "NDVI_2018-01-09"};  ///< descriptions
  std::vector<std::vector<float>> values = {};  ///< of each band, row by row; a missing band is all 0.5
  std::optional<double> nodata = {};
  std::string period_days = {};  ///< the file's PERIOD_DAYS metadata item; empty: none
  bool big_and_sparse = false;   ///< tiles without values take no room

  /// Writes the file and returns `path`.
  std::string make(const std::string& path) const;
};

/// A cube with `gap_share` of NDVI missing and a few of VH; NDVI and VH on dates of their own, no
/// VV.
Cube random_cube(int rows, int cols, std::uint64_t seed = 1, double gap_share = 0.4);

/// Writes `cube` through CubeWriter in windows of `window_px` and returns `path`.
std::string write_cube(const std::string& path, const Cube& cube, int window_px = 1000);

/// Same bits, and any NaN equal to any other.
bool same_values(const Variable& a, const Variable& b);

}  // namespace undercast
