// SPDX-License-Identifier: Apache-2.0
// That the conditional Gaussian and the likelihood are right is checked beside ndvi_given_vh and
// marginal_likelihood.
#include "classical/gaussian_process/gaussian_process.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "joint_series.h"
#include "small_cube.h"

namespace undercast {
namespace {

FilledWindow by_gaussian_process(const Cube& cube, int threads = 1) {
  GaussianProcessFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {.threads = threads});
  return fill_cube(cube, filler, threads);
}

void hide_step(Cube& cube, int step) { std::fill_n(cube.ndvi.image(step), cube.ndvi.pixels(), kMissing); }

TEST(GaussianProcess, estimates_unobserved_dates_from_radar) {
  const Cube truth = small_cube(32, 32, 30, 30, 0, 1);
  Cube seen = truth, without_radar = truth;
  for (const int step : {5, 6, 7, 8, 9, 15, 16, 17, 18, 19}) hide_step(seen, step);
  without_radar.ndvi = seen.ndvi;
  without_radar.vh = {};
  const double error = squared_error(by_gaussian_process(seen).ndvi.values, truth);
  EXPECT_LT(error, 0.5 * squared_error(interpolate_linearly(seen.ndvi).values, truth));
  EXPECT_LT(error, 0.7 * squared_error(by_gaussian_process(without_radar).ndvi.values, truth));
}

TEST(GaussianProcess, states_the_standard_deviation_of_its_errors) {
  const Slots slots = example_slots(30, 0);
  const Eigen::MatrixXd series = draw_series(example_covariance(slots), 40 * 40, 3);
  Cube truth(small_layout(40, 40, 30));
  for (int t = 0; t < 30; ++t)
    for (int p = 0; p < 1600; ++p) truth.ndvi.image(t)[p] = static_cast<float>(0.3 + series(t, p));
  Cube seen = truth;
  Random random(4);
  for (float& value : seen.ndvi.values)
    if (random.chance(0.5)) value = kMissing;
  const FilledWindow filled = by_gaussian_process(seen);
  double squares = 0, hidden = 0, within = 0;
  for (std::size_t i = 0; i < filled.ndvi.values.size(); ++i) {
    if (std::isfinite(seen.ndvi.values[i])) continue;
    const double error = static_cast<double>(filled.ndvi.values[i]) - static_cast<double>(truth.ndvi.values[i]);
    const double ratio = error / static_cast<double>(filled.spread.values[i]);
    squares += ratio * ratio;
    within += std::abs(ratio) < 1.645;
    ++hidden;
  }
  EXPECT_NEAR(std::sqrt(squares / hidden), 1, 0.1);
  EXPECT_NEAR(within / hidden, 0.9, 0.03);
}

TEST(GaussianProcess, gives_the_same_whatever_the_threads_and_the_blocks) {
  Cube cube = small_cube(40, 40, 16, 20, 0.4, 3);  // VH continues after NDVI has ended
  Random random(5);
  for (float& value : cube.vh.values)
    if (random.chance(0.02)) value = kMissing;
  const std::vector<float> whole = by_gaussian_process(cube, 1).ndvi.values;
  EXPECT_TRUE(same_values(whole, by_gaussian_process(cube, 3).ndvi.values));
  GaussianProcessFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {.threads = 2});
  fill_cube(source, filler,
            [&](const Window& window, const FilledWindow& part) {
              for (int t = 0; t < 16; ++t)
                for (int row = 0; row < window.rows; ++row)
                  for (int col = 0; col < window.cols; ++col)
                    // Products of other sizes round otherwise.
                    EXPECT_NEAR(part.ndvi.at(t, row, col),
                                whole[static_cast<std::size_t>(t) * 1600 + (window.row + row) * 40 + window.col + col],
                                1e-5);
            },
            {.threads = 2}, {9});
}

TEST(GaussianProcess, leaves_pixels_never_observed_missing) {
  Cube cube = small_cube(8, 8, 12, 12, 0.3, 4);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 3, 5) = kMissing;
  const std::vector<float> filled = by_gaussian_process(cube).ndvi.values;
  for (std::size_t i = 0; i < filled.size(); ++i) EXPECT_EQ(std::isnan(filled[i]), i % 64 == 3 * 8 + 5);
}

TEST(GaussianProcess, fills_unobserved_dates_at_the_ends) {
  Cube cube = small_cube(16, 16, 12, 5, 0.3, 6);
  for (const int step : {0, 1, 10, 11}) hide_step(cube, step);
  std::fill(cube.vh.values.begin(), cube.vh.values.end(), kMissing);
  for (const float value : by_gaussian_process(cube).ndvi.values) EXPECT_TRUE(value > -0.5F && value < 1.5F) << value;
}

TEST(GaussianProcess, refuses_a_scene_without_series_and_a_cube_it_was_not_fitted_to) {
  GaussianProcessFiller filler;
  const Cube empty(small_layout(8, 8, 12));
  MemoryCubeSource source(empty);
  EXPECT_THROW(filler.fit(source, {.threads = 1}), Error);
  EXPECT_THROW(filler.check(empty.layout()), Error);
}

}  // namespace
}  // namespace undercast
