// SPDX-License-Identifier: Apache-2.0
#include "simulate/scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "core/error.h"

namespace undercast {
namespace {

SimulateOptions scene_of(int size, int seed) {
  SimulateOptions options;
  options.size = size;
  options.seed = seed;
  return options;
}

bool same_bits(const Variable& a, const Variable& b) {
  return a.values.size() == b.values.size() &&
         std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(float)) == 0;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mx += x[i] / n, my += y[i] / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
    xy += (x[i] - mx) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

TEST(Scene, does_not_depend_on_the_windows_it_is_made_in) {
  SimulateOptions options = scene_of(70, 3);
  options.vv = true;
  const Scene scene(options);
  const Scene::View whole = scene.view(scene.layout().grid.whole());
  for (const Window& window : split(scene.layout().grid.whole(), 33)) {
    const Scene::View part = scene.view(window);
    EXPECT_TRUE(same_bits(part.cube.ndvi, whole.cube.ndvi.crop(window)));
    EXPECT_TRUE(same_bits(part.cube.vh, whole.cube.vh.crop(window)));
    EXPECT_TRUE(same_bits(part.cube.vv, whole.cube.vv.crop(window)));
    EXPECT_TRUE(same_bits(part.truth, whole.truth.crop(window)));
  }
}

TEST(Scene, differs_between_seeds) {
  const Scene a(scene_of(20, 1)), b(scene_of(20, 2));
  EXPECT_FALSE(same_bits(a.view({0, 0, 20, 20}).truth, b.view({0, 0, 20, 20}).truth));
  EXPECT_FALSE(same_bits(a.view({0, 0, 20, 20}).cube.vh, b.view({0, 0, 20, 20}).cube.vh));
}

TEST(Scene, has_ndvi_within_bounds_and_a_truth_without_gaps) {
  const Scene scene(scene_of(96, 1));
  const Scene::View view = scene.view(scene.layout().grid.whole());
  for (const float value : view.truth.values) ASSERT_TRUE(value >= -1 && value <= 1);
  double bias = 0, squares = 0;
  int count = 0;
  for (std::size_t i = 0; i < view.truth.values.size(); ++i) {
    const float observed = view.cube.ndvi.values[i];
    if (std::isnan(observed)) continue;
    ASSERT_TRUE(observed >= -1 && observed <= 1);
    bias += observed - view.truth.values[i];
    squares += std::pow(observed - view.truth.values[i], 2);
    ++count;
  }
  // Observed departs from the truth by noise, haze and the days between acquisitions and the middle
  // of the period: a little.
  EXPECT_LT(std::abs(bias / count), 0.02);
  EXPECT_LT(std::sqrt(squares / count), 0.07);
}

TEST(Scene, is_as_often_observed_as_promised) {
  double observed = 0, empty = 0;
  const int seeds = 6;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Scene scene(scene_of(128, seed));
    const Variable ndvi = scene.view(scene.layout().grid.whole()).cube.ndvi;
    double own = 0, own_empty = 0;
    for (int step = 0; step < ndvi.steps(); ++step) {
      const auto count = std::count_if(ndvi.image(step), ndvi.image(step) + ndvi.pixels(), is_observed);
      own += static_cast<double>(count) / static_cast<double>(ndvi.values.size());
      own_empty += 100 * count < static_cast<long>(ndvi.pixels()) ? 1.0 / ndvi.steps() : 0;
    }
    EXPECT_GT(own, 0.45) << "seed " << seed;
    EXPECT_LT(own, 0.72) << "seed " << seed;
    observed += own / seeds;
    empty += own_empty / seeds;
  }
  RecordProperty("observed", std::to_string(observed));
  RecordProperty("empty", std::to_string(empty));
  EXPECT_GT(observed, 0.5);
  EXPECT_LT(observed, 0.65);
  EXPECT_GT(empty, 0.15);
  EXPECT_LT(empty, 0.25);
}

TEST(Scene, has_gaps_of_weeks_in_its_cloudy_season) {
  const Scene scene(scene_of(64, 1));
  const Variable ndvi = scene.view(scene.layout().grid.whole()).cube.ndvi;
  int longest = 0, run = 0;
  for (int step = 0; step < ndvi.steps(); ++step) {
    run = std::isnan(ndvi.at(step, 32, 32)) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  EXPECT_GE(longest, 3);
}

// VH over parcels before and after maize is cut, paired: the fall must stand out from what else
// happens to VH.
TEST(Scene, shows_harvests_in_vh) {
  const Scene scene(scene_of(256, 1));
  const Window whole = scene.layout().grid.whole();
  const Scene::View view = scene.view(whole);
  const ParcelWindow land = scene.parcels(whole);
  int fields = 0, falls = 0;
  double mean_fall_db = 0;
  for (std::size_t p = 0; p < land.parcels.size(); ++p) {
    const Calendar calendar = scene.calendar(land.parcels[p]);
    for (const Sowing& sowing : calendar.sowings()) {
      if (std::string(sowing.crop->name) != "maize") continue;
      const int cut = view.cube.vh.time.step_of(Date(Days(static_cast<int>(sowing.harvest))));
      if (cut < 2 || cut + 3 >= view.cube.vh.steps()) continue;
      double before = 0, after = 0;
      int pixels = 0;
      for (std::size_t i = 0; i < land.index.size(); ++i)
        if (land.index[i] == static_cast<int>(p)) {
          for (int k = 1; k <= 2; ++k)
            before += view.cube.vh.image(cut - k)[i], after += view.cube.vh.image(cut + k)[i];
          pixels += 2;
        }
      if (pixels < 100) continue;
      ++fields;
      falls += after < before;
      mean_fall_db += (before - after) / pixels;
    }
  }
  ASSERT_GT(fields, 10);
  RecordProperty("mean_fall_db", std::to_string(mean_fall_db / fields));
  EXPECT_GT(mean_fall_db / fields, 1.0);
  EXPECT_GT(falls, 0.9 * fields);
}

TEST(Scene, relates_ndvi_to_vh_weakly_as_real_scenes_do) {
  const Scene scene(scene_of(128, 1));
  const Scene::View view = scene.view(scene.layout().grid.whole());
  std::vector<double> correlations;
  for (std::size_t i = 0; i < view.cube.ndvi.pixels(); ++i) {
    std::vector<double> x, y;
    for (int step = 0; step < view.cube.ndvi.steps(); ++step) {
      const float ndvi = view.cube.ndvi.image(step)[i], vh = view.cube.vh.image(step)[i];
      if (std::isnan(ndvi) || std::isnan(vh)) continue;
      x.push_back(ndvi);
      y.push_back(vh);
    }
    if (x.size() > 5) correlations.push_back(correlation(x, y));
  }
  std::nth_element(correlations.begin(), correlations.begin() + correlations.size() / 2, correlations.end());
  const double median = correlations[correlations.size() / 2];
  RecordProperty("median_correlation", std::to_string(median));
  EXPECT_GT(median, 0.1);
  EXPECT_LT(median, 0.45);
}

TEST(Scene, refuses_what_is_no_date_or_crs) {
  SimulateOptions options = scene_of(8, 1);
  EXPECT_THROW(options.start = "2018-13-01", Error);
  options.start = "";
  EXPECT_THROW(Scene{options}, Error);
  options.start = "2018-01-01";
  options.crs = "EPSG:nonsense";
  EXPECT_THROW(Scene{options}, Error);
}

}  // namespace
}  // namespace undercast
