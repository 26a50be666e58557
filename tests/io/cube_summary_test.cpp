// SPDX-License-Identifier: Apache-2.0
#include "io/cube_summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace undercast {
namespace {

TimeAxis eight_days(int steps) {
  std::vector<Period> periods;
  for (int i = 0; i < steps; ++i) periods.push_back({parse_date("2018-01-01") + Days(8 * i), 8});
  return TimeAxis(periods);
}

Cube cube_of(int rows, int cols, int steps) {
  CubeLayout layout;
  layout.grid.rows = rows;
  layout.grid.cols = cols;
  layout.ndvi = eight_days(steps);
  layout.vh = eight_days(2);
  return Cube(layout);
}

TEST(CubeSummary, counts_missing_values_by_their_gap) {
  Cube cube = cube_of(1, 2, 10);
  // Pixel 0: one value missing (16 days), then three (32 days), then two at the end, up to 16 days
  // from the last observation. Pixel 1: never
  // observed.
  for (const int step : {0, 2, 3, 7}) cube.ndvi.at(step, 0, 0) = 0.5F;
  const CubeSummary summary = summarize(MemoryCubeSource(cube), 1);
  EXPECT_DOUBLE_EQ(summary.missing_by_gap[0], 1.0 / 20);
  EXPECT_DOUBLE_EQ(summary.missing_by_gap[1], 3.0 / 20);
  EXPECT_DOUBLE_EQ(summary.missing_by_gap[2], 0);
  EXPECT_DOUBLE_EQ(summary.missing_by_gap[5], 2.0 / 20);
  EXPECT_DOUBLE_EQ(summary.missing_by_gap.back(), 10.0 / 20);
  EXPECT_DOUBLE_EQ(summary.longest_gap_days, 32);
  EXPECT_DOUBLE_EQ(summary.never_observed_pixels_share, 0.5);
  const double missing = std::accumulate(summary.missing_by_gap.begin(), summary.missing_by_gap.end(), 0.0);
  EXPECT_DOUBLE_EQ(missing, 1 - summary.variables[0].all.observed_share);
}

TEST(CubeSummary, sums_up_each_date) {
  Cube cube = cube_of(2, 2, 2);
  cube.ndvi.at(0, 0, 0) = 0.2F;
  cube.ndvi.at(0, 1, 1) = 0.6F;
  cube.vh.at(1, 0, 1) = -17;
  const CubeSummary summary = summarize(MemoryCubeSource(cube), 2);
  ASSERT_EQ(summary.variables.size(), 2U);
  const ValueSummary& first = summary.variables[0].steps[0];
  EXPECT_DOUBLE_EQ(first.observed_share, 0.5);
  EXPECT_NEAR(first.mean, 0.4, 1e-6);
  EXPECT_FLOAT_EQ(static_cast<float>(first.min), 0.2F);
  EXPECT_FLOAT_EQ(static_cast<float>(first.max), 0.6F);
  EXPECT_DOUBLE_EQ(summary.variables[0].steps[1].observed_share, 0);
  EXPECT_TRUE(std::isnan(summary.variables[0].steps[1].mean));
  EXPECT_EQ(summary.variables[1].name, "VH");
  EXPECT_NEAR(summary.variables[1].all.mean, -17, 1e-6);
}

TEST(CubeSummary, does_not_depend_on_threads) {
  Cube cube = cube_of(300, 290, 3);
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i)
    if (i % 3 != 0) cube.ndvi.values[i] = static_cast<float>(std::sin(static_cast<double>(i)));
  const CubeSummary one = summarize(MemoryCubeSource(cube), 1), four = summarize(MemoryCubeSource(cube), 4);
  for (std::size_t step = 0; step < 3; ++step)
    EXPECT_EQ(one.variables[0].steps[step].mean, four.variables[0].steps[step].mean);
  EXPECT_EQ(one.missing_by_gap, four.missing_by_gap);
}

}  // namespace
}  // namespace undercast
