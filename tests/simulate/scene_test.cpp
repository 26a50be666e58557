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

TEST(Scene, DoesNotDependOnTheWindowsItIsMadeIn) {
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

TEST(Scene, DiffersBetweenSeeds) {
  const Scene a(scene_of(20, 1)), b(scene_of(20, 2));
  EXPECT_FALSE(same_bits(a.view({0, 0, 20, 20}).truth, b.view({0, 0, 20, 20}).truth));
  EXPECT_FALSE(same_bits(a.view({0, 0, 20, 20}).cube.vh, b.view({0, 0, 20, 20}).cube.vh));
}

TEST(Scene, HasNdviWithinBoundsAndATruthWithoutGaps) {
  const Scene scene(scene_of(96, 1));
  const Scene::View view = scene.view(scene.layout().grid.whole());
  for (const float value : view.truth.values) ASSERT_TRUE(value >= -1 && value <= 1);
  double bias = 0, squares = 0;
  int count = 0;
  for (std::size_t i = 0; i < view.truth.values.size(); ++i) {
    const float seen = view.cube.ndvi.values[i];
    if (std::isnan(seen)) continue;
    ASSERT_TRUE(seen >= -1 && seen <= 1);
    bias += seen - view.truth.values[i];
    squares += std::pow(seen - view.truth.values[i], 2);
    ++count;
  }
  // Observed departs from the truth by noise, haze and the days between looks and the middle of the period: a little.
  EXPECT_LT(std::abs(bias / count), 0.02);
  EXPECT_LT(std::sqrt(squares / count), 0.07);
}

TEST(Scene, IsAsOftenObservedAsPromised) {
  double observed = 0, empty = 0;
  const int seeds = 6;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Scene scene(scene_of(128, seed));
    const Variable ndvi = scene.view(scene.layout().grid.whole()).cube.ndvi;
    double own = 0, own_empty = 0;
    for (int step = 0; step < ndvi.steps(); ++step) {
      const auto seen = std::count_if(ndvi.image(step), ndvi.image(step) + ndvi.pixels(),
                                      [](float value) { return !std::isnan(value); });
      own += static_cast<double>(seen) / static_cast<double>(ndvi.values.size());
      own_empty += 100 * seen < static_cast<long>(ndvi.pixels()) ? 1.0 / ndvi.steps() : 0;
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

TEST(Scene, HasGapsOfWeeksInItsCloudySeason) {
  const Scene scene(scene_of(64, 1));
  const Variable ndvi = scene.view(scene.layout().grid.whole()).cube.ndvi;
  int longest = 0, run = 0;
  for (int step = 0; step < ndvi.steps(); ++step) {
    run = std::isnan(ndvi.at(step, 32, 32)) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  EXPECT_GE(longest, 3);
}

// VH over parcels before and after maize is cut, paired: the fall must stand out from what else happens to VH.
TEST(Scene, ShowsHarvestsInVh) {
  const Scene scene(scene_of(256, 1));
  const Window whole = scene.layout().grid.whole();
  const Scene::View view = scene.view(whole);
  const ParcelWindow land = scene.parcels(whole);
  int fields = 0, falls = 0;
  double mean_fall_db = 0;
  for (std::size_t p = 0; p < land.parcels.size(); ++p) {
    const Calendar calendar = scene.calendar(land.parcels[p]);
    for (const Season& season : calendar.seasons()) {
      if (std::string(season.crop->name) != "maize") continue;
      const int cut = view.cube.vh.time.step_of(Date(Days(static_cast<int>(season.harvest))));
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

TEST(Scene, RelatesNdviToVhWeaklyAsRealScenesDo) {
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

TEST(Scene, RefusesWhatIsNoDateOrCrs) {
  SimulateOptions options = scene_of(8, 1);
  options.start = "2018-13-01";
  EXPECT_THROW(Scene{options}, Error);
  options.start = "2018-01-01";
  options.crs = "EPSG:nonsense";
  EXPECT_THROW(Scene{options}, Error);
}

}  // namespace
}  // namespace undercast
