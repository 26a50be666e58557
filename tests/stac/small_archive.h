// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// What an item of Sentinel-2 L2A says; files of `folder_url` are named B04.tif and likewise.
struct OpticalItem {
  std::string id, datetime, collection = "sentinel-2-l2a";
  Grid grid;  ///< of B04 and B08; bands of 20 m have pixels of double size
  std::string folder_url;
  std::string baseline = "05.10", generated = "2024-01-01T00:00:00Z", tile = "31UES";
  double cloud_percent = 10;
  bool new_projection = false;  ///< proj:code and transforms of nine numbers instead of proj:epsg and six
  nlohmann::json more = {};     ///< further properties
  std::vector<std::string> bands{"B04", "B08", "SCL"};
};
nlohmann::json optical_item(const OpticalItem& item);
/// Whether a band of Sentinel-2 has pixels of 20 m at the finest.
bool is_coarse(const std::string& band);

/// An item of terrain-corrected Sentinel-1 as Planetary Computer has it: one transform of nine
/// numbers for all files, which are named VH.tif and VV.tif.
nlohmann::json radar_item(const std::string& id, const std::string& datetime, const Grid& grid,
                          const std::string& folder_url, const std::string& orbit = "descending");

/// Two months of a farm as folders of dates, the input of `composite`:
/// `folder`/sentinel-2/<date>/{B04,B08,SCL}.tif of 64 x 64 pixels, with clouds, and
/// `folder`/sentinel-1/<date>/{VH,VV}.tif in dB.
void write_farm(const std::string& folder);

/// Rewrites a raster as a Cloud Optimized GeoTIFF at `to`.
void make_cog(const std::string& from, const std::string& to);

}  // namespace undercast
