// SPDX-License-Identifier: Apache-2.0
#include "classical/harmonic.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <numbers>

#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

constexpr int kWaves = 2, kCoefficients = 2 * kWaves + 1;

Variable by_waves(const Cube& cube, const Window& part) { return HarmonicFiller(kWaves).fill(cube, part).ndvi; }

double angle(double day) { return 2 * std::numbers::pi * day / 365.25; }

// A constant, then cosine and sine of each wave, at a day.
Eigen::VectorXd terms_at(double day) {
  Eigen::VectorXd terms(kCoefficients);
  terms[0] = 1;
  for (int wave = 1; wave <= kWaves; ++wave) {
    terms[2 * wave - 1] = std::cos(wave * angle(day));
    terms[2 * wave] = std::sin(wave * angle(day));
  }
  return terms;
}

// Least squares with a ridge of 0.1 on the waves, by normal equations. [time]
std::vector<double> ridge_regression(const Variable& ndvi, std::size_t pixel) {
  const std::vector<double> days = ndvi.time.middle_days();
  Eigen::VectorXd ridge = Eigen::VectorXd::Constant(kCoefficients, 0.1);
  ridge[0] = 0;
  Eigen::MatrixXd normal = ridge.asDiagonal();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(kCoefficients);
  for (int step = 0; step < ndvi.steps(); ++step) {
    const float value = ndvi.image(step)[pixel];
    if (is_missing(value)) continue;
    normal += terms_at(days[step]) * terms_at(days[step]).transpose();
    right += static_cast<double>(value) * terms_at(days[step]);
  }
  const Eigen::VectorXd coefficients = normal.ldlt().solve(right);
  std::vector<double> curve;
  for (const double day : days) curve.push_back(coefficients.dot(terms_at(day)));
  return curve;
}

TEST(Harmonic, equals_ridge_regression_on_constant_and_waves) {
  const Cube cube = small_cube(10, 7, 40, 0, 0.5, 1);
  const Variable filled = by_waves(cube, cube.grid.whole());
  for (std::size_t pixel = 0; pixel < filled.pixels(); ++pixel) {
    const std::vector<double> expected = ridge_regression(cube.ndvi, pixel);
    for (int step = 0; step < filled.steps(); ++step)
      EXPECT_NEAR(filled.image(step)[pixel], expected[step], 1e-5) << step << " " << pixel;
  }
}

TEST(Harmonic, reproduces_a_wave_and_a_constant_across_gaps) {
  Cube cube(small_layout(1, 1, 184));  // four years, so that the ridge counts for little
  const std::vector<double> days = cube.ndvi.time.middle_days();
  const auto truth = [&](int step) { return 0.5 + 0.3 * std::cos(angle(days[step]) - 1); };
  for (int step = 0; step < 184; ++step)
    if (step % 46 < 10 || step % 46 >= 20) cube.ndvi.at(step, 0, 0) = static_cast<float>(truth(step));
  const Variable filled = by_waves(cube, cube.grid.whole());
  for (int step = 0; step < 184; ++step) EXPECT_NEAR(filled.at(step, 0, 0), truth(step), 2e-3) << step;
}

TEST(Harmonic, interpolates_pixels_of_fewer_observations_than_coefficients) {
  Cube cube(small_layout(1, 2, 20));
  for (const int step : {1, 6, 11, 16}) cube.ndvi.at(step, 0, 0) = 0.01F * static_cast<float>(step * step % 37);
  cube.ndvi.at(5, 0, 1) = 0.4F;
  EXPECT_TRUE(same_values(by_waves(cube, cube.grid.whole()).values, interpolate_linearly(cube.ndvi).values));
}

TEST(Harmonic, gives_a_part_of_a_window_what_the_whole_gives) {
  const Cube cube = small_cube(9, 11, 30, 0, 0.5, 4);
  const Window part{2, 3, 4, 5};
  EXPECT_TRUE(same_values(by_waves(cube, part).values, by_waves(cube, cube.grid.whole()).crop(part).values));
}

}  // namespace
}  // namespace undercast
