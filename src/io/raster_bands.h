// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// The grid and the bands of any raster.
struct RasterBands {
  Grid grid;
  std::vector<std::string> descriptions;  ///< "band 3" where a band has none
};

/// Throws Error(io) and Error(bad_input) as open_raster and grid_of do.
RasterBands describe_raster(const std::string& path);

}  // namespace undercast
