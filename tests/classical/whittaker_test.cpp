// SPDX-License-Identifier: Apache-2.0
#include "classical/whittaker.h"

#include <gtest/gtest.h>

#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

Variable smooth(const Variable& ndvi, double lambda) {
  Cube cube;
  cube.grid.rows = ndvi.rows;
  cube.grid.cols = ndvi.cols;
  cube.ndvi = ndvi;
  return WhittakerFiller(lambda).fill(cube, {0, 0, ndvi.rows, ndvi.cols}).ndvi;
}

// Solves (W + lambda D'D) z = W y densely, by Gaussian elimination.
std::vector<double> dense_solution(const Variable& ndvi, std::size_t pixel, double lambda) {
  const std::size_t n = static_cast<std::size_t>(ndvi.steps());
  std::vector<std::vector<double>> a(n, std::vector<double>(n + 1, 0.0));
  for (std::size_t t = 0; t < n; ++t) {
    const float y = ndvi.values[t * ndvi.pixels() + pixel];
    if (std::isfinite(y)) {
      a[t][t] += 1;
      a[t][n] += static_cast<double>(y);
    }
  }
  const std::vector<double> days = ndvi.time.middle_days();
  for (std::size_t k = 0; k + 2 < n; ++k) {
    const double h1 = (days[k + 1] - days[k]) / 8, h2 = (days[k + 2] - days[k + 1]) / 8;
    const double row[3] = {2 / (h1 * (h1 + h2)), -2 / (h1 * h2), 2 / (h2 * (h1 + h2))};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) a[k + i][k + j] += lambda * row[i] * row[j];
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      const double factor = a[j][i] / a[i][i];
      for (std::size_t k = i; k <= n; ++k) a[j][k] -= factor * a[i][k];
    }
  }
  std::vector<double> z(n);
  for (std::size_t i = n; i-- > 0;) {
    z[i] = a[i][n];
    for (std::size_t k = i + 1; k < n; ++k) z[i] -= a[i][k] * z[k];
    z[i] /= a[i][i];
  }
  return z;
}

TEST(Whittaker, equals_the_dense_solution_also_at_unequal_distances) {
  Variable ndvi = small_cube(10, 10, 30, 0, 0.6, 1).ndvi;
  std::vector<Period> periods(ndvi.time.begin(), ndvi.time.end());
  periods[4].start += Days(3);
  periods[4].length_days = 5;
  periods.back().length_days = 5;
  ndvi.time = TimeAxis(periods);
  for (const double lambda : {0.3, 5.0, 100.0}) {
    const Variable smoothed = smooth(ndvi, lambda);
    for (std::size_t pixel = 0; pixel < ndvi.pixels(); ++pixel) {
      int observations = 0;
      for (int t = 0; t < ndvi.steps(); ++t) observations += std::isfinite(ndvi.image(t)[pixel]);
      if (observations < 3) continue;
      const std::vector<double> expected = dense_solution(ndvi, pixel, lambda);
      for (std::size_t t = 0; t < expected.size(); ++t)
        EXPECT_NEAR(smoothed.values[t * ndvi.pixels() + pixel], expected[t], 1e-4)
            << lambda << " " << pixel << " " << t;
    }
  }
}

TEST(Whittaker, reproduces_a_straight_line) {
  Variable ndvi(small_layout(1, 1, 20).ndvi, 1, 1);
  for (int t = 0; t < 20; ++t)
    if (t % 4 == 0) ndvi.values[t] = static_cast<float>(0.1 + 0.02 * t);
  const Variable smoothed = smooth(ndvi, 100);
  for (int t = 0; t < 20; ++t) EXPECT_NEAR(smoothed.values[t], 0.1 + 0.02 * t, 1e-4);
}

TEST(Whittaker, interpolates_pixels_of_fewer_than_three_observations) {
  Variable ndvi(small_layout(1, 3, 9).ndvi, 1, 3);
  ndvi.at(2, 0, 0) = 0.4F;
  ndvi.at(1, 0, 1) = 0.2F;
  ndvi.at(7, 0, 1) = 0.8F;
  const Variable smoothed = smooth(ndvi, 10);
  EXPECT_TRUE(same_values(smoothed.values, interpolate_linearly(ndvi).values));
}

}  // namespace
}  // namespace undercast
