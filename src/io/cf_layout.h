// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/export_source.h"

namespace undercast {

struct CfVariable {
  std::string name;
  std::vector<std::string> dimensions;
  GDALDataType type;
  nlohmann::json attributes;        ///< texts, numbers, and lists of numbers
  std::vector<double> values = {};  ///< of coordinates; other variables are written window by window
  std::vector<GUInt64> chunk = {};  ///< size of a compressed chunk along each dimension
  double missing = 0;               ///< its _FillValue, for variables in chunks
};

/// A dataset after the CF conventions (version 1.10, cfconventions.org), whichever file it is in:
/// dimensions time, y, x and nv, their coordinates, spatial_ref with the CRS, and the variables.
struct CfLayout {
  std::map<std::string, int> dimensions;  ///< sizes by name
  std::vector<CfVariable> variables;
  nlohmann::json attributes;
};

/// Side of the square of pixels that lie in one chunk, with a part of the dates: about 4 MB, so
/// that a map of one date and the series of one pixel both read few chunks.
int chunk_side(int dates);

/// The dataset of a cube's grid and NDVI dates that holds these variables. `attributes` are of the
/// whole dataset.
CfLayout cf_layout(const CubeLayout& cube, const std::vector<ExportVariable>& variables, nlohmann::json attributes);

}  // namespace undercast
