// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"
#include "core/ndvi.h"
#include "core/option.h"

namespace undercast {

/// What to composite, where, when and how (docs/method.md, Compositing).
struct CompositeOptions {
  static constexpr double kNoMaskLimit = 1e9;

  std::string sentinel2, sentinel1;            ///< folders
  AssetList sentinel2_items, sentinel1_items;  ///< or explicit files
  OptionalDate start, end;
  int context_years = 0;
  int period_days = 8;
  std::string area, area_crs = "EPSG:4326";
  std::string crs;
  double resolution = 0;
  std::vector<std::string> index{"NDVI"};  ///< names or definitions (composite/index_formula.h)
  std::vector<int> scl_keep{4, 5, 6};
  std::string mask;  ///< a folder of masks from elsewhere; empty: none
  std::vector<int> mask_keep, mask_bits;
  double mask_min = -kNoMaskLimit, mask_max = kNoMaskLimit;
  std::string mask_missing = "refuse";
  double cloud_dilation_m = 20;
  double reflectance_scale = 0.0001, reflectance_offset = 0;
  double red_floor = kRedFloor;
  std::string screen = "off";
  std::string ndvi = "median";
  std::string radar_resampling = "bilinear", radar_units = "db", radar_orbits = "auto";
  double vh_floor_db = -30;
  bool vv = true;
  int window_px = 0;

  void each(const OptionVisitor& visit);
};

}  // namespace undercast
