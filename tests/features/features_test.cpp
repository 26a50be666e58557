// SPDX-License-Identifier: Apache-2.0
#include "features/features.h"

#include <gtest/gtest.h>

#include <set>

#include "core/interpolation.h"
#include "features/radar_on_axis.h"
#include "small_cube.h"

namespace undercast {
namespace {

std::vector<float> row_of(const Features& features, int step, std::size_t pixel) {
  std::vector<float> row(features.names().size());
  features.write(step, pixel, row.data());
  return row;
}

std::size_t index_of(const Features& features, const std::string& name) {
  const auto found = std::find(features.names().begin(), features.names().end(), name);
  EXPECT_NE(found, features.names().end()) << name;
  return static_cast<std::size_t>(found - features.names().begin());
}

TEST(Features, HaveNamesOfTheirOwn) {
  const Cube cube = small_cube(8, 8, 12, 12, 0.5, 1);
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  const std::set<std::string> names(features.names().begin(), features.names().end());
  EXPECT_EQ(names.size(), features.names().size());
  EXPECT_FALSE(features.without_date().empty());
  EXPECT_LT(features.without_date().size(), features.names().size());
}

TEST(Features, TakeTheDepartureOfRadarFromTheLineBetweenTheGapsEnds) {
  Cube cube = small_cube(1, 1, 8, 8, 0.0, 1);
  for (const int step : {2, 3, 4}) cube.ndvi.values[static_cast<std::size_t>(step)] = kMissing;
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  const float expected = cube.vh.values[3] - (cube.vh.values[1] + cube.vh.values[5]) / 2;
  EXPECT_NEAR(row_of(features, 3, 0)[index_of(features, "VH")], expected, 1e-5);
}

TEST(Features, OfAPointOfAListKnowNothingOfThoseBesideIt) {
  const Cube cube = small_cube(1, 9, 12, 12, 0.5, 3), others = small_cube(1, 9, 12, 12, 0.5, 4);
  Cube mixed = others;
  for (Variable Cube::*variable : {&Cube::ndvi, &Cube::vh})
    for (int step = 0; step < 12; ++step) (mixed.*variable).at(step, 0, 4) = (cube.*variable).at(step, 0, 4);
  const SceneCurves scene(cube);
  const Features alike(cube, cube.grid.whole(), scene, {}, 1), different(mixed, mixed.grid.whole(), scene, {}, 1);
  for (int step = 0; step < 12; ++step) {
    const auto expected = row_of(alike, step, 4), found = row_of(different, step, 4);
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_TRUE(expected[i] == found[i] || (std::isnan(expected[i]) && std::isnan(found[i]))) << alike.names()[i];
  }
}

TEST(Features, OfAWindowWithItsSurroundingsAreThoseOfTheWhole) {
  const Cube cube = small_cube(60, 60, 10, 10, 0.5, 2);
  const SceneCurves scene(cube);
  const Features whole(cube, cube.grid.whole(), scene, {}, 2);
  const Window reach{4, 6, 2 * kFeatureReachPx + 3, 2 * kFeatureReachPx + 5};
  const Window inner{kFeatureReachPx, kFeatureReachPx, 3, 5};
  const Features part(cube.crop(reach), inner, scene, {}, 1);
  for (int step = 0; step < 10; ++step)
    for (int row = 0; row < inner.rows; ++row)
      for (int col = 0; col < inner.cols; ++col) {
        const int r = reach.row + inner.row + row, c = reach.col + inner.col + col;
        const auto expected = row_of(whole, step, static_cast<std::size_t>(r * 60 + c));
        const auto found = row_of(part, step, static_cast<std::size_t>(row * inner.cols + col));
        for (std::size_t i = 0; i < expected.size(); ++i)
          if (std::isnan(expected[i]))
            EXPECT_TRUE(std::isnan(found[i])) << whole.names()[i];
          else
            EXPECT_NEAR(found[i], expected[i], 1e-5) << whole.names()[i];
      }
}

TEST(Features, WithoutTheDateDoNotSeeWhatOthersShowOnIt) {
  Cube cube = small_cube(16, 16, 10, 10, 0.3, 3);
  cube.ndvi.at(4, 8, 8) = kMissing;
  const SceneCurves scene(cube);
  const Features before(cube, cube.grid.whole(), scene, {}, 1);
  const std::vector<float> expected = row_of(before, 4, 8 * 16 + 8);
  Cube changed = cube;
  for (int row = 0; row < 16; ++row)
    for (int col = 0; col < 16; ++col)
      if (std::isfinite(changed.ndvi.at(4, row, col))) changed.ndvi.at(4, row, col) -= 0.001F;
  const Features after(changed, changed.grid.whole(), scene, {}, 1);
  const std::vector<float> found = row_of(after, 4, 8 * 16 + 8);
  for (const std::size_t i : before.without_date()) EXPECT_NEAR(found[i], expected[i], 0.02) << before.names()[i];
  EXPECT_NE(found[index_of(before, "mean NDVI of 5 px")], expected[index_of(before, "mean NDVI of 5 px")]);
}

TEST(Features, DoWithoutRadar) {
  const Cube cube = small_cube(8, 8, 12, 0, 0.5, 4);
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  for (const std::string& name : features.names()) EXPECT_EQ(name.find("VH"), std::string::npos) << name;
}

TEST(SceneCurves, TellKindsOfSeriesApart) {
  const Cube cube = small_cube(32, 32, 16, 0, 0.3, 5);  // 16 fields
  const SceneCurves scene(cube);
  ASSERT_EQ(scene.clusters.size(), 2U);
  EXPECT_EQ(scene.clusters[0].centres.front().size(), 6U);
  const Variable filled = interpolate_linearly(cube.ndvi);
  double within = 0, total = 0;
  for (std::size_t pixel = 0; pixel < cube.ndvi.pixels(); ++pixel) {
    std::vector<float> series;
    for (int t = 0; t < 16; ++t) series.push_back(filled.image(t)[pixel]);
    const std::size_t cluster = scene.clusters[1].nearest(series);
    for (std::size_t t = 0; t < 16; ++t) {
      within += std::pow(static_cast<double>(series[t] - scene.clusters[1].centres[t][cluster]), 2);
      total += std::pow(static_cast<double>(series[t] - scene.mean[t]), 2);
    }
  }
  EXPECT_LT(within, 0.2 * total);
}

TEST(RadarOnAxis, PassesValuesUnchangedWhereAxesCoincide) {
  const Cube cube = small_cube(4, 5, 9, 9, 0.2, 6);
  EXPECT_TRUE(same_values(radar_on_axis(cube.vh, cube.ndvi.time).values, cube.vh.values));
}

TEST(RadarOnAxis, InterpolatesBetweenDatesAndIsMissingFarBeyondThem) {
  Variable radar(make_periods(parse_date("2018-01-02"), parse_date("2018-01-31"), 6), 1, 1);
  for (int t = 0; t < radar.steps(); ++t) radar.values[static_cast<std::size_t>(t)] = static_cast<float>(-20 + t);
  const TimeAxis axis = make_periods(parse_date("2018-01-01"), parse_date("2018-03-01"), 7);
  const Variable moved = radar_on_axis(radar, axis);
  const double first = radar.time[0].middle_day();
  for (int t = 0; t < axis.size(); ++t) {
    const double steps = (axis[t].middle_day() - first) / 6;
    if (steps > 4 + kRadarReachDays / 6)
      EXPECT_TRUE(std::isnan(moved.values[static_cast<std::size_t>(t)]));
    else
      EXPECT_NEAR(moved.values[static_cast<std::size_t>(t)], -20 + std::clamp(steps, 0.0, 4.0), 1e-4);
  }
}

TEST(RadarOnAxis, IsMissingFarFromAPixelsOwnFirstAndLastValue) {
  const Cube cube = small_cube(1, 2, 20, 20, 0.0, 1);
  Variable radar = cube.vh;
  for (int step = 8; step < 20; ++step) radar.at(step, 0, 1) = kMissing;
  const Variable moved = radar_on_axis(radar, cube.ndvi.time);
  for (int step = 0; step < 20; ++step) {
    EXPECT_TRUE(std::isfinite(moved.at(step, 0, 0)));
    EXPECT_EQ(std::isfinite(moved.at(step, 0, 1)), step <= 9) << "periods of 8 days, within 16 days of the last one";
  }
}

}  // namespace
}  // namespace undercast
