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

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// The periods of the options. Throws Error(usage) for a start that is no date.
TimeAxis simulated_axis(const SimulateOptions& options);
/// The grid of the options. Throws Error(usage) for a CRS that GDAL does not know.
Grid simulated_grid(const SimulateOptions& options);

template <class Self, class Visit>
void SimulateOptions::each(Self& self, Visit&& visit) {
  visit("size", self.size, {.text = "rows and columns of the scene", .unit = "px", .min = 1, .max = 200000});
  visit("steps", self.steps, {.text = "number of composites", .min = 1, .max = 2000});
  visit("seed", self.seed, {.text = "equal seeds and options make equal bytes", .min = 0, .max = 2147483647});
  visit("start", self.start, {.text = "first day of the first composite", .unit = "YYYY-MM-DD"});
  visit("period", self.period_days, {.text = "length of a composite", .unit = "days", .min = 1, .max = 366});
  visit("crs", self.crs, {.text = "a projected CRS in metres, as GDAL knows it"});
  visit("pixel-size", self.pixel_size_m, {.text = "pixel size", .unit = "m", .min = 1, .max = 1000});
  visit("looks", self.looks,
        {.text = "equivalent number of looks of one radar image's speckle", .min = 0.5, .max = 1000});
  visit("sentinel1-revisit", self.sentinel1_days,
        {.text = "days between radar images", .unit = "days", .min = 1, .max = 60});
  visit("vv", self.vv, {.text = "write VV backscatter as well"});
  visit("sentinel2-revisit", self.sentinel2_days,
        {.text = "days between optical images", .unit = "days", .min = 1, .max = 60});
  visit("cloudiness", self.cloudiness,
        {.text = "mean cloud cover of the optical images", .unit = "share", .min = 0, .max = 1});
  visit("wet-month", self.wet_month, {.text = "middle of the cloudy season", .unit = "month", .min = 1, .max = 12});
  visit("wet-strength", self.wet_strength, {.text = "strength of the cloudy season; 0: none", .min = 0, .max = 5});
  visit("haze", self.haze,
        {.text = "share of clear pixels with haze that the cloud mask misses", .unit = "share", .min = 0, .max = 0.5});
  visit("noise", self.noise, {.text = "standard deviation of NDVI's sensor noise in one image", .min = 0, .max = 0.5});
}

}  // namespace undercast
