// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/gdal.h"

namespace undercast {

/// Opens a file of polygons (GeoJSON, GeoPackage, Shapefile and the like). `what` is the file for
/// messages: "the area". Throws Error(bad_input) with `remedy`.
DatasetPtr open_polygons(const std::string& path, const std::string& what, const std::string& remedy);

}  // namespace undercast
