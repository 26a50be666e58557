// SPDX-License-Identifier: Apache-2.0
#include "learn/features.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"
#include "gaps/interpolation.h"
#include "learn/feature_maker.h"
#include "learn/radar_on_axis.h"
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

TEST(Features, have_names_of_their_own) {
  const Cube cube = small_cube(8, 8, 12, 12, 0.5, 1);
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  const std::set<std::string> names(features.names().begin(), features.names().end());
  EXPECT_EQ(names.size(), features.names().size());
  EXPECT_FALSE(features.without_date().empty());
  EXPECT_LT(features.without_date().size(), features.names().size());
}

TEST(Features, have_sources_that_follow_from_their_names) {
  const Cube cube = small_cube(8, 8, 12, 12, 0.5, 1);
  const FeatureMaker maker(cube, 1);
  const Features features = maker.of(cube, cube.grid.whole(), 1);
  std::set<FeatureSource> sources;
  for (std::size_t i = 0; i < features.columns().size(); ++i) {
    const FeatureColumn& column = features.columns()[i];
    EXPECT_EQ(column.name, features.names()[i]);
    EXPECT_EQ(column.source, feature_source_of(column.name)) << column.name;
    EXPECT_EQ(column.tells_date, std::count(features.without_date().begin(), features.without_date().end(), i) == 0);
    sources.insert(column.source);
  }
  EXPECT_EQ(sources.size(), 5U) << "all but VV";
  EXPECT_EQ(features.names()[first_feature_of(FeatureSource::similar_pixels, features.names())], "similar pixels");
  EXPECT_EQ(features.names()[first_feature_of(FeatureSource::gaussian_process, features.names())], "Gaussian process");
  EXPECT_THROW(first_feature_of(FeatureSource::vv, features.names()), Error);
}

TEST(Features, take_the_difference_of_vh_and_vv_in_place_of_vv) {
  Cube cube = small_cube(4, 4, 12, 12, 0.3, 1);
  cube.vv = cube.vh;
  for (float& value : cube.vv.values) value += 6;
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  std::set<FeatureSource> sources;
  for (const FeatureColumn& column : features.columns()) {
    EXPECT_EQ(column.source, feature_source_of(column.name)) << column.name;
    sources.insert(column.source);
  }
  EXPECT_TRUE(sources.contains(FeatureSource::vh) && sources.contains(FeatureSource::vh_minus_vv));
  EXPECT_FALSE(sources.contains(FeatureSource::vv));
  EXPECT_NEAR(row_of(features, 3, 0)[index_of(features, "VH - VV mean")], -6, 1e-4);
  Cube vv_alone = cube;
  vv_alone.vh = {};
  EXPECT_NEAR(row_of(Features(vv_alone, cube.grid.whole(), scene, {}, 1), 3,
                     0)[index_of(Features(vv_alone, cube.grid.whole(), scene, {}, 1), "VV mean")],
              row_of(features, 3, 0)[index_of(features, "VH mean")] + 6, 1e-4);
}

TEST(Features, know_other_years_in_a_cube_of_more_than_a_year_and_a_half_alone) {
  for (const int steps : {66, 72}) {
    const Cube cube = small_cube(8, 8, steps, 0, 0.5, 1);
    const FeatureMaker maker(cube, 1);
    const Features features = maker.of(cube, cube.grid.whole(), 1);
    const std::size_t index = first_feature_of(FeatureSource::other_years, features.names());
    if (steps == 66) {
      EXPECT_TRUE(std::isnan(row_of(features, 3, 0)[index]));
      continue;
    }
    EXPECT_EQ(features.names()[index], "other years");
    EXPECT_FALSE(features.columns()[index].tells_date);
    OtherYearsFiller filler;
    MemoryCubeSource source(cube);
    filler.fit(source, {});
    const Variable estimate = filler.fill(cube, cube.grid.whole()).ndvi;
    for (const int step : {3, 50, 70})
      for (const std::size_t pixel : {0U, 20U, 63U})
        EXPECT_FLOAT_EQ(row_of(features, step, pixel)[index],
                        estimate.image(step)[pixel] - features.interpolated().image(step)[pixel]);
  }
}

TEST(Features, take_the_departure_of_radar_from_the_line_between_the_gaps_ends) {
  Cube cube = small_cube(1, 1, 8, 8, 0.0, 1);
  for (const int step : {2, 3, 4}) cube.ndvi.values[step] = kMissing;
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  const float expected = cube.vh.values[3] - (cube.vh.values[1] + cube.vh.values[5]) / 2;
  EXPECT_NEAR(row_of(features, 3, 0)[index_of(features, "VH")], expected, 1e-5);
}

TEST(Features, of_a_point_of_a_list_do_not_depend_on_other_points) {
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

TEST(Features, of_a_window_with_its_surroundings_equal_the_features_of_the_whole) {
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

TEST(Features, without_the_date_do_not_depend_on_the_other_pixels_of_it) {
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

TEST(Features, do_without_radar) {
  const Cube cube = small_cube(8, 8, 12, 0, 0.5, 4);
  const SceneCurves scene(cube);
  const Features features(cube, cube.grid.whole(), scene, {}, 1);
  for (const std::string& name : features.names()) EXPECT_EQ(name.find("VH"), std::string::npos) << name;
}

TEST(SceneCurves, separate_kinds_of_series) {
  const Cube cube = small_cube(32, 32, 16, 0, 0.3, 5);  // 16 fields
  const SceneCurves scene(cube);
  ASSERT_EQ(scene.clusters.size(), 2U);
  EXPECT_EQ(scene.clusters[0].kinds.curves.cols(), 6);
  const Variable filled = interpolate_linearly(cube.ndvi);
  double within = 0, total = 0;
  for (std::size_t pixel = 0; pixel < cube.ndvi.pixels(); ++pixel) {
    Eigen::VectorXf series(16);
    for (int t = 0; t < 16; ++t) series[t] = filled.image(t)[pixel];
    const SeriesClusters& kinds = scene.clusters[1].kinds;
    const int cluster = kinds.nearest(series);
    for (int t = 0; t < 16; ++t) {
      within += std::pow(static_cast<double>(series[t] - kinds.curves(t, cluster)), 2);
      total += std::pow(static_cast<double>(series[t] - scene.mean[t]), 2);
    }
  }
  EXPECT_LT(within, 0.2 * total);
}

TEST(RadarOnAxis, passes_values_unchanged_where_axes_coincide) {
  const Cube cube = small_cube(4, 5, 9, 9, 0.2, 6);
  EXPECT_TRUE(same_values(radar_on_axis(cube.vh, cube.ndvi.time).values, cube.vh.values));
}

TEST(RadarOnAxis, interpolates_between_dates_and_is_missing_far_beyond_them) {
  Variable radar(make_periods(parse_date("2018-01-02"), parse_date("2018-01-31"), 6), 1, 1);
  for (int t = 0; t < radar.steps(); ++t) radar.values[t] = static_cast<float>(-20 + t);
  const TimeAxis axis = make_periods(parse_date("2018-01-01"), parse_date("2018-03-01"), 7);
  const Variable moved = radar_on_axis(radar, axis);
  const double first = radar.time[0].middle_day();
  for (int t = 0; t < axis.size(); ++t) {
    const double steps = (axis[t].middle_day() - first) / 6;
    if (steps > 4 + kRadarReachDays / 6)
      EXPECT_TRUE(std::isnan(moved.values[t]));
    else
      EXPECT_NEAR(moved.values[t], -20 + std::clamp(steps, 0.0, 4.0), 1e-4);
  }
}

TEST(RadarOnAxis, is_missing_in_the_middle_of_a_long_gap) {
  const Cube cube = small_cube(1, 1, 20, 20, 0.0, 1);
  Variable radar = cube.vh;
  for (int step = 4; step < 12; ++step) radar.at(step, 0, 0) = kMissing;
  const Variable moved = radar_on_axis(radar, cube.ndvi.time);
  for (int step = 0; step < 20; ++step)
    EXPECT_EQ(std::isfinite(moved.at(step, 0, 0)), step <= 5 || step >= 10) << "periods of 8 days, within 16 days";
}

TEST(RadarOnAxis, is_missing_far_from_a_pixels_own_first_and_last_value) {
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
