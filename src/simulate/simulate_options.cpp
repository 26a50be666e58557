// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulate_options.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "io/crs.h"

namespace undercast {

void SimulateOptions::each(const OptionVisitor& visit) {
  visit("size", &size, {.text = "rows and columns of the scene", .unit = "px", .min = 1, .max = 200000});
  visit("steps", &steps, {.text = "number of composites", .min = 1, .max = 2000});
  visit("seed", &seed, {.text = "equal seeds and options make equal bytes", .min = 0, .max = 2147483647});
  visit("start", &start, {.text = "first day of the first composite", .unit = "YYYY-MM-DD"});
  visit("period", &period_days, {.text = "length of a composite", .unit = "days", .min = 1, .max = 366});
  visit("crs", &crs, {.text = "a projected CRS in metres, as GDAL knows it"});
  visit("pixel-size", &pixel_size_m, {.text = "pixel size", .unit = "m", .min = 1, .max = 1000});
  visit("looks", &looks, {.text = "equivalent number of looks of one radar image's speckle", .min = 0.5, .max = 1000});
  visit("sentinel1-revisit", &sentinel1_days,
        {.text = "days between radar images", .unit = "days", .min = 1, .max = 60});
  visit("vv", &vv, {.text = "write VV backscatter as well"});
  visit("sentinel2-revisit", &sentinel2_days,
        {.text = "days between optical images", .unit = "days", .min = 1, .max = 60});
  visit("cloudiness", &cloudiness,
        {.text = "mean cloud cover of the optical images", .unit = "share", .min = 0, .max = 1});
  visit("wet-month", &wet_month, {.text = "middle of the cloudy season", .unit = "month", .min = 1, .max = 12});
  visit("wet-strength", &wet_strength, {.text = "strength of the cloudy season; 0: none", .min = 0, .max = 5});
  visit("haze", &haze,
        {.text = "share of clear pixels with haze that the cloud mask misses", .unit = "share", .min = 0, .max = 0.5});
  visit("noise", &noise, {.text = "standard deviation of NDVI's sensor noise in one image", .min = 0, .max = 0.5});
  visit("land", &land,
        {.text = "mixed: fields, meadows, woods, villages; forest: evergreen forest alone",
         .choices = {"mixed", "forest"}});
  visit("clearings", &clearings,
        {.text = "clearings of 0.5 to 3 ha in the forest, each on a day of its own", .min = 0, .max = 10000});
}

void check(const SimulateOptions& options) {
  if (options.clearings > 0 && options.land != "forest")
    throw Error(ErrorKind::usage,
                fmt::format("--clearings {} needs a forest, and --land is {}", options.clearings, options.land),
                "give --land forest, or leave out --clearings");
}

TimeAxis simulated_axis(const SimulateOptions& options) {
  if (!options.start.given()) throw Error(ErrorKind::usage, "--start is required", "give it as YYYY-MM-DD");
  const Date start = options.start.date();
  // A year's last period is shorter, so steps * length days always hold at least as many periods.
  const TimeAxis all = make_periods(start, start + Days(options.steps * options.period_days), options.period_days);
  return TimeAxis(std::vector<Period>(all.begin(), all.begin() + options.steps));
}

Grid simulated_grid(const SimulateOptions& options) {
  Grid grid;
  grid.crs_wkt = crs_to_wkt(options.crs);
  if (metres_per_unit(grid.crs_wkt) != 1)
    throw Error(ErrorKind::usage, fmt::format("--crs {} is not a projected one in metres", options.crs),
                "give a UTM zone, such as EPSG:32631");
  // Each seed has a place of its own: a model knows the scenes that it was trained on by their place.
  const double east = 500000 + 2000.0 * (options.seed % 100), north = 5000000 + 2000.0 * (options.seed / 100 % 300);
  grid.affine = {east, options.pixel_size_m, 0, north, 0, -options.pixel_size_m};
  grid.rows = grid.cols = options.size;
  return grid;
}

}  // namespace undercast
