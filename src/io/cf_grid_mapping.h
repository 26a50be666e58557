// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "core/grid.h"

namespace undercast {

/// The variable whose attributes say the CRS: the name that GDAL and rioxarray look for.
inline constexpr const char* kGridMapping = "spatial_ref";

/// The attributes of that variable: crs_wkt; spatial_ref and GeoTransform, which GDAL reads; and
/// the parameters of CF (appendix F) for geographic CRS and the five projections that are common
/// for satellite images. Another projection is said by its WKT alone.
nlohmann::json cf_grid_mapping(const Grid& grid);

}  // namespace undercast
