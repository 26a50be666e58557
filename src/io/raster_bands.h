// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// What a raster holds, whatever its bands are.
struct RasterBands {
  Grid grid;
  std::vector<std::string> descriptions;  ///< "band 3" where a band has none
};

/// Throws Error(io) and Error(bad_input) as open_raster and grid_of do.
RasterBands describe_raster(const std::string& path);

/// A CRS as PROJ text, for programs without a table of codes; empty where there is none.
std::string proj_text(const std::string& crs_wkt);
/// Metres in a unit of the CRS; 0 where its units are degrees.
double metres_per_unit(const std::string& crs_wkt);

}  // namespace undercast
