// SPDX-License-Identifier: Apache-2.0
#include "classical/scene_mean.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

SceneMeanFiller fitted_to(const Cube& cube, int threads = 1) {
  SceneMeanFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {.threads = threads});
  return filler;
}

Variable by_scene_mean(const Cube& cube) { return fitted_to(cube).fill(cube, cube.grid.whole()).ndvi; }

// A series [time] with its missing values on the line between their neighbours; NaN throughout
// where there is none.
std::vector<double> on_lines(std::vector<double> series, const std::vector<double>& days) {
  const std::vector<double> observed = series;
  const int steps = static_cast<int>(series.size());
  for (int step = 0; step < steps; ++step) {
    if (std::isfinite(observed[step])) continue;
    int before = step, after = step;
    while (before >= 0 && std::isnan(observed[before])) --before;
    while (after < steps && std::isnan(observed[after])) ++after;
    if (before < 0 && after == steps) continue;
    const double left = observed[before < 0 ? after : before], right = observed[after == steps ? before : after];
    const double share = before < 0 || after == steps ? 0 : (days[step] - days[before]) / (days[after] - days[before]);
    series[step] = left + share * (right - left);
  }
  return series;
}

std::vector<double> series_of(const Variable& ndvi, std::size_t pixel) {
  std::vector<double> series;
  for (int step = 0; step < ndvi.steps(); ++step) series.push_back(static_cast<double>(ndvi.image(step)[pixel]));
  return series;
}

// The mean over the observed pixels of their departure from their own mean. [time]
std::vector<double> scene_curve(const Variable& ndvi) {
  const std::vector<double> days = ndvi.time.middle_days();
  std::vector<double> sums(days.size()), counts(days.size());
  for (std::size_t pixel = 0; pixel < ndvi.pixels(); ++pixel) {
    const std::vector<double> observed = series_of(ndvi, pixel);
    double mean = 0;
    for (const double value : on_lines(observed, days)) mean += value / static_cast<double>(days.size());
    for (std::size_t step = 0; step < days.size(); ++step)
      if (std::isfinite(observed[step])) {
        sums[step] += observed[step] - mean;
        ++counts[step];
      }
  }
  for (std::size_t step = 0; step < days.size(); ++step) sums[step] /= counts[step];  // 0 / 0 is missing
  return on_lines(sums, days);
}

TEST(SceneMean, equals_the_mean_curve_and_the_interpolated_anomaly) {
  Cube cube = small_cube(12, 9, 20, 0, 0.5, 1);
  for (float* value = cube.ndvi.image(7); value < cube.ndvi.image(8); ++value) *value = kMissing;  // unobserved date
  const std::vector<double> curve = scene_curve(cube.ndvi), days = cube.ndvi.time.middle_days();
  const Variable filled = by_scene_mean(cube);
  for (std::size_t pixel = 0; pixel < filled.pixels(); ++pixel) {
    std::vector<double> anomaly = series_of(cube.ndvi, pixel);
    for (std::size_t step = 0; step < curve.size(); ++step) anomaly[step] -= curve[step];
    anomaly = on_lines(anomaly, days);
    for (int step = 0; step < filled.steps(); ++step)
      EXPECT_NEAR(filled.image(step)[pixel], curve[step] + anomaly[step], 1e-5) << step << " " << pixel;
  }
}

TEST(SceneMean, reproduces_the_scenes_curve_plus_a_constant_anomaly) {
  Cube cube(small_layout(20, 20, 24));
  const auto truth = [](int step, int pixel) { return 0.4 + 0.3 * std::sin(0.5 * step) + 0.0005 * pixel; };
  for (int step = 0; step < 24; ++step)
    for (int pixel = 0; pixel < 400; ++pixel) cube.ndvi.image(step)[pixel] = static_cast<float>(truth(step, pixel));
  for (int step = 6; step < 15; ++step) cube.ndvi.image(step)[123] = kMissing;
  const Variable filled = by_scene_mean(cube), line = interpolate_linearly(cube.ndvi);
  for (int step = 6; step < 15; ++step) EXPECT_NEAR(filled.image(step)[123], truth(step, 123), 1e-3) << step;
  EXPECT_GT(std::abs(line.image(9)[123] - filled.image(9)[123]), 0.1) << "interpolation alone knows nothing of it";
}

TEST(SceneMean, leaves_pixels_never_observed_missing) {
  Cube cube = small_cube(2, 2, 12, 0, 0.3, 3);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 0, 1) = kMissing;
  const Variable filled = by_scene_mean(cube);
  for (int step = 0; step < 12; ++step) {
    EXPECT_TRUE(is_observed(filled.at(step, 0, 0)));
    EXPECT_TRUE(is_missing(filled.at(step, 0, 1)));
  }
}

TEST(SceneMean, gives_a_part_of_a_window_what_the_whole_gives_whatever_the_threads) {
  const Cube cube = small_cube(300, 9, 10, 0, 0.5, 4);
  const Window part{200, 3, 4, 5};
  EXPECT_TRUE(same_values(fitted_to(cube, 3).fill(cube, part).ndvi.values, by_scene_mean(cube).crop(part).values));
}

TEST(SceneMean, refuses_a_cube_it_was_not_fitted_to) {
  EXPECT_THROW(fitted_to(small_cube(2, 2, 12, 0, 0.3, 3)).check(small_layout(2, 2, 13)), Error);
}

}  // namespace
}  // namespace undercast
