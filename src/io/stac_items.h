// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/export_source.h"

namespace undercast {

/// "ndvi_2018-01-01.tif"
std::string image_name(const std::string& variable, const std::string& date);
inline constexpr const char* kPhenologyName = "phenology.tif";

/// Writes the catalogue of an export's images (STAC 1.1.0) into their folder: collection.json, an
/// item for each date in YYYY-MM-DD/YYYY-MM-DD.json, and items.json with all items, which GDAL's
/// driver STACIT opens. Links are relative. Throws Error(io), and Error(bad_input) when the grid
/// has no place on Earth.
void write_stac(const std::string& folder, const std::string& id, const ExportSource& source);

}  // namespace undercast
