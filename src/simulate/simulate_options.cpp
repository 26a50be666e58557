// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulate_options.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "io/crs.h"

namespace undercast {

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
  grid.affine = {600000, options.pixel_size_m, 0, 5650000, 0, -options.pixel_size_m};
  grid.rows = grid.cols = options.size;
  return grid;
}

}  // namespace undercast
