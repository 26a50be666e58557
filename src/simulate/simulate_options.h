// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/grid.h"
#include "core/option.h"
#include "core/time_axis.h"

namespace undercast {

/// What a synthetic scene is to look like. The defaults resemble cropland of Belgium.
struct SimulateOptions {
  int size = 256;
  int steps = 46;
  int seed = 1;
  std::string start = "2018-01-01";
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

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// The periods of the options. Throws Error(usage) for a start that is no date.
TimeAxis simulated_axis(const SimulateOptions& options);
/// The grid of the options. Throws Error(usage) for a CRS that GDAL does not know.
Grid simulated_grid(const SimulateOptions& options);

template <class Self, class Visit>
void SimulateOptions::each(Self& self, Visit&& visit) {
  visit("size", self.size, OptionText{"rows and columns of the scene", "px", 1, 200000});
  visit("steps", self.steps, OptionText{"number of composites", "", 1, 2000});
  visit("seed", self.seed, OptionText{"the same seed and options make the same bytes", "", 0, 2147483647});
  visit("start", self.start, OptionText{"first day of the first composite", "YYYY-MM-DD"});
  visit("period", self.period_days, OptionText{"length of a composite", "days", 1, 366});
  visit("crs", self.crs, OptionText{"a projected CRS in metres, as GDAL knows it"});
  visit("pixel-size", self.pixel_size_m, OptionText{"pixel size", "m", 1, 1000});
  visit("looks", self.looks, OptionText{"equivalent number of looks of one radar image's speckle", "", 0.5, 1000});
  visit("sentinel1-revisit", self.sentinel1_days, OptionText{"days between radar images", "days", 1, 60});
  visit("vv", self.vv, OptionText{"write VV backscatter as well"});
  visit("sentinel2-revisit", self.sentinel2_days, OptionText{"days between optical images", "days", 1, 60});
  visit("cloudiness", self.cloudiness, OptionText{"mean cloud cover of the optical images", "share", 0, 1});
  visit("wet-month", self.wet_month, OptionText{"middle of the cloudy season", "month", 1, 12});
  visit("wet-strength", self.wet_strength,
        OptionText{"how far the cloudy season rules over day-to-day weather; 0: no season", "", 0, 5});
  visit("haze", self.haze,
        OptionText{"share of clear pixels with haze that the cloud mask overlooks", "share", 0, 0.5});
  visit("noise", self.noise, OptionText{"standard deviation of NDVI's sensor noise in one image", "", 0, 0.5});
}

}  // namespace undercast
