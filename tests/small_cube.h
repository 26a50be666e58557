// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

#include "core/cube.h"
#include "core/random.h"

namespace undercast {

inline CubeLayout small_layout(int rows, int cols, int steps, int radar_steps = 0) {
  CubeLayout layout;
  layout.grid.rows = rows;
  layout.grid.cols = cols;
  layout.grid.crs_wkt = "LOCAL_CS[\"test\"]";
  layout.ndvi = make_periods(parse_date("2018-01-01"), parse_date("2018-01-01") + Days(8 * steps - 1), 8);
  if (radar_steps > 0)
    layout.vh = make_periods(parse_date("2018-01-01"), parse_date("2018-01-01") + Days(8 * radar_steps - 1), 8);
  return layout;
}

/// Smooth seasons of 8 px fields with harvests, VH that follows them, and random gaps.
inline Cube small_cube(int rows, int cols, int steps, int radar_steps, double gap_share, std::uint64_t seed) {
  Cube cube(small_layout(rows, cols, steps, radar_steps));
  Random gaps(hash_of(seed, 99));
  const auto greenness = [&](int row, int col, double step) {
    Random field(hash_of(seed, row / 8, col / 8));
    const double peak = field.uniform(0.3, 0.7) * steps, width = field.uniform(0.1, 0.25) * steps;
    return std::exp(-std::pow((step - peak) / width, 2));
  };
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      for (int step = 0; step < cube.ndvi.steps(); ++step)
        if (!gaps.chance(gap_share))
          cube.ndvi.at(step, row, col) =
              static_cast<float>(0.2 + 0.6 * greenness(row, col, step) + 0.01 * gaps.normal());
      for (int step = 0; step < cube.vh.steps(); ++step)
        cube.vh.at(step, row, col) = static_cast<float>(-22 + 6 * greenness(row, col, step) + 0.5 * gaps.normal());
    }
  return cube;
}

/// Equal bit for bit, missing equal to missing.
inline bool same_values(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])))) return false;
  return true;
}

/// Sum over all NDVI values.
inline double squared_error(const std::vector<float>& filled, const Cube& truth) {
  double sum = 0;
  for (std::size_t i = 0; i < filled.size(); ++i)
    sum += std::pow(static_cast<double>(filled[i]) - static_cast<double>(truth.ndvi.values[i]), 2);
  return sum;
}

}  // namespace undercast
