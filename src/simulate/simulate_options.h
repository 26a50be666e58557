// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/grid.h"
#include "core/option.h"
#include "core/time_axis.h"

namespace undercast {

/// Options of a synthetic scene. The defaults resemble cropland in Belgium.
struct SimulateOptions {
  int size = 256;
  int steps = 46;
  int seed = 1;
  OptionalDate start = "2018-01-01";
  int period_days = 8;
  std::string crs = "EPSG:32631";
  double pixel_size_m = 10;
  double looks = 4.4;  ///< of a Sentinel-1 IW GRD product at high resolution (ESA product specification)
  int sentinel1_days = 6;
  bool vv = false;
  int sentinel2_days = 5;
  double cloudiness = 0.42;
  int wet_month = 12;
  double wet_strength = 0.5;
  double haze = 0.03;
  double noise = 0.015;
  std::string land = "mixed";
  int clearings = 0;

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) for options that exclude each other.
void check(const SimulateOptions& options);
/// The periods of the options. Throws Error(usage) for a start that is no date.
TimeAxis simulated_axis(const SimulateOptions& options);
/// The grid of the options. Throws Error(usage) for a CRS that GDAL does not know.
Grid simulated_grid(const SimulateOptions& options);

}  // namespace undercast
