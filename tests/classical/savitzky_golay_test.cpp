// SPDX-License-Identifier: Apache-2.0
#include "classical/savitzky_golay.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "core/error.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

constexpr int kWindow = 7, kOrder = 2;

Variable by_polynomials(const Cube& cube, const Window& part) {
  return SavitzkyGolayFiller(kWindow, kOrder).fill(cube, part).ndvi;
}

// The least-squares polynomial through the window around a step, by normal equations, at that step.
double polynomial_value(const Variable& series, int step, std::size_t pixel) {
  const std::vector<double> days = series.time.middle_days();
  const int first = std::clamp(step - kWindow / 2, 0, series.steps() - kWindow);
  Eigen::MatrixXd powers(kWindow, kOrder + 1);
  Eigen::VectorXd values(kWindow);
  for (int i = 0; i < kWindow; ++i) {
    values[i] = static_cast<double>(series.image(first + i)[pixel]);
    for (int power = 0; power <= kOrder; ++power)
      powers(i, power) = std::pow((days[first + i] - days[first]) / 8, power);
  }
  const Eigen::VectorXd coefficients = (powers.transpose() * powers).ldlt().solve(powers.transpose() * values);
  double value = 0;
  for (int power = 0; power <= kOrder; ++power)
    value += coefficients[power] * std::pow((days[step] - days[first]) / 8, power);
  return value;
}

TEST(SavitzkyGolay, equals_the_polynomial_through_each_window_of_the_interpolated_series) {
  Cube cube = small_cube(6, 5, 20, 0, 0.5, 1);
  std::vector<Period> periods(cube.ndvi.time.begin(), cube.ndvi.time.end());
  periods[4].start += Days(3);
  periods[4].length_days = 5;
  cube.ndvi.time = TimeAxis(periods);
  const Variable interpolated = interpolate_linearly(cube.ndvi), filled = by_polynomials(cube, cube.grid.whole());
  for (int step = 0; step < filled.steps(); ++step)
    for (std::size_t pixel = 0; pixel < filled.pixels(); ++pixel)
      EXPECT_NEAR(filled.image(step)[pixel], polynomial_value(interpolated, step, pixel), 1e-5) << step << " " << pixel;
}

TEST(SavitzkyGolay, reproduces_a_polynomial_of_its_order) {
  Cube cube(small_layout(1, 1, 15));
  for (int step = 0; step < 15; ++step)
    cube.ndvi.at(step, 0, 0) = static_cast<float>(0.2 + 0.1 * step - 0.006 * step * step);
  const Variable filled = by_polynomials(cube, cube.grid.whole());
  for (int step = 0; step < 15; ++step) EXPECT_NEAR(filled.at(step, 0, 0), cube.ndvi.at(step, 0, 0), 1e-5) << step;
}

TEST(SavitzkyGolay, interpolates_a_series_shorter_than_its_window) {
  const Cube cube = small_cube(4, 4, kWindow - 1, 0, 0.5, 2);
  EXPECT_TRUE(same_values(by_polynomials(cube, cube.grid.whole()).values, interpolate_linearly(cube.ndvi).values));
}

TEST(SavitzkyGolay, leaves_pixels_never_observed_missing) {
  Cube cube = small_cube(1, 2, 12, 0, 0.3, 3);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 0, 1) = kMissing;
  const Variable filled = by_polynomials(cube, cube.grid.whole());
  for (int step = 0; step < 12; ++step) {
    EXPECT_TRUE(is_observed(filled.at(step, 0, 0)));
    EXPECT_TRUE(is_missing(filled.at(step, 0, 1)));
  }
}

TEST(SavitzkyGolay, gives_a_part_of_a_window_what_the_whole_gives) {
  const Cube cube = small_cube(9, 11, 20, 0, 0.5, 4);
  const Window part{2, 3, 4, 5};
  EXPECT_TRUE(
      same_values(by_polynomials(cube, part).values, by_polynomials(cube, cube.grid.whole()).crop(part).values));
}

TEST(SavitzkyGolay, refuses_an_even_window_and_one_that_is_not_larger_than_the_order) {
  EXPECT_THROW(SavitzkyGolayFiller(6, 2), Error);
  EXPECT_THROW(SavitzkyGolayFiller(3, 3), Error);
}

}  // namespace
}  // namespace undercast
