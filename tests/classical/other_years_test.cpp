// SPDX-License-Identifier: Apache-2.0
#include "classical/other_years.h"

#include <gtest/gtest.h>

#include <numbers>

#include "gaps/gap_ends.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Steps of a year, so that years do not fall on the same days.
constexpr int kSteps = 46;

Variable fitted_and_filled(const Cube& cube, const Window& part) {
  OtherYearsFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {});
  filler.check(cube.layout());
  return filler.fill(cube, part).ndvi;
}
Variable by_other_years(const Cube& cube) { return fitted_and_filled(cube, cube.grid.whole()); }

// One season a year at each pixel, of an amplitude and a level of its own.
Cube seasons(int rows, int cols, int steps) {
  Cube cube(small_layout(rows, cols, steps));
  const std::vector<double> days = cube.ndvi.time.middle_days();
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i) {
    const auto pixel = static_cast<double>(i % cube.ndvi.pixels());
    const double season = std::cos(2 * std::numbers::pi * days[i / cube.ndvi.pixels()] / 365.2425);
    cube.ndvi.values[i] = static_cast<float>(0.4 + 0.01 * pixel - (0.2 + 0.005 * pixel) * season);
  }
  return cube;
}

void hide_steps(Cube& cube, int first, int last) {
  for (int step = first; step < last; ++step) std::fill_n(cube.ndvi.image(step), cube.ndvi.pixels(), kMissing);
}

double worst_error(const Variable& filled, const Cube& truth) {
  double worst = 0;
  for (std::size_t i = 0; i < filled.values.size(); ++i)
    worst = std::max(worst, static_cast<double>(std::abs(filled.values[i] - truth.ndvi.values[i])));
  return worst;
}

TEST(OtherYears, follow_a_season_that_returns_across_a_gap_that_hides_its_peak) {
  const Cube truth = seasons(3, 4, 3 * kSteps);
  Cube cube = truth;
  hide_steps(cube, kSteps + 15, kSteps + 32);
  const double error = worst_error(by_other_years(cube), truth);
  EXPECT_LT(error, 0.35 * worst_error(interpolate_linearly(cube.ndvi), truth));
}

// One other year and linear interpolation, which weighs .5: what the other year has on the day,
// corrected by the gap's ends, whose departure of .2 fades by e in 40 days.
TEST(OtherYears, correct_another_year_by_the_ends_of_the_gap_less_so_far_from_them) {
  Cube cube(small_layout(1, 1, 2 * kSteps));
  for (int step = 0; step < 2 * kSteps; ++step) cube.ndvi.at(step, 0, 0) = step < kSteps ? 0.3F : 0.5F;
  hide_steps(cube, kSteps + 10, kSteps + 21);
  const Variable filled = by_other_years(cube);
  // The scene's curve is the pixel's own here.
  const double on_the_day = 0.3 + 0.2 * std::exp(-6 * 8 / 40.0);
  EXPECT_NEAR(filled.at(kSteps + 15, 0, 0), (on_the_day + 0.5 * 0.5) / 1.5, 1e-4);
}

TEST(OtherYears, serve_the_time_after_the_last_observation) {
  const Cube truth = seasons(2, 2, 3 * kSteps);
  Cube cube = truth;
  hide_steps(cube, 3 * kSteps - 20, cube.ndvi.steps());
  const double error = worst_error(by_other_years(cube), truth);
  EXPECT_LT(error, 0.3 * worst_error(interpolate_linearly(cube.ndvi), truth));
}

TEST(OtherYears, take_the_course_of_the_scene_where_the_pixel_has_none) {
  const Cube truth = seasons(3, 4, 2 * kSteps);
  Cube cube = truth;
  hide_steps(cube, kSteps + 15, kSteps + 32);
  for (int step = 10; step < 36; ++step) cube.ndvi.at(step, 1, 1) = kMissing;  // longer than is interpolated
  const int middle = kSteps + 23;
  const float filled = by_other_years(cube).at(middle, 1, 1), line = interpolate_linearly(cube.ndvi).at(middle, 1, 1);
  const float aim = truth.ndvi.at(middle, 1, 1);
  EXPECT_LT(std::abs(filled - aim), 0.6F * std::abs(line - aim));
}

TEST(OtherYears, interpolate_linearly_within_a_year) {
  const Cube cube = small_cube(5, 7, kSteps, 0, 0.5, 1);
  EXPECT_TRUE(same_values(by_other_years(cube).values, interpolate_without_self(cube.ndvi, GapEnds(cube.ndvi)).values));
}

TEST(OtherYears, interpolate_linearly_where_the_other_years_are_missing) {
  Cube cube = small_cube(5, 7, 3 * kSteps, 0, 0.4, 2);
  hide_steps(cube, 0, kSteps - 2);
  hide_steps(cube, 2 * kSteps + 2, 3 * kSteps);
  const Variable filled = by_other_years(cube), line = interpolate_linearly(cube.ndvi);
  for (int step = kSteps + 4; step < 2 * kSteps - 4; ++step)
    for (std::size_t i = 0; i < filled.pixels(); ++i)
      if (is_missing(cube.ndvi.image(step)[i])) EXPECT_NEAR(filled.image(step)[i], line.image(step)[i], 1e-6);
}

TEST(OtherYears, give_a_part_of_a_window_what_the_whole_gives) {
  const Cube cube = small_cube(9, 11, 3 * kSteps, 0, 0.5, 4);
  const Window part{2, 3, 4, 5};
  EXPECT_TRUE(same_values(fitted_and_filled(cube, part).values, by_other_years(cube).crop(part).values));
}

TEST(OtherYears, leave_missing_a_pixel_that_was_never_observed) {
  Cube cube = small_cube(4, 4, 3 * kSteps, 0, 0.3, 5);
  for (int step = 0; step < cube.ndvi.steps(); ++step) cube.ndvi.at(step, 2, 2) = kMissing;
  const Variable filled = by_other_years(cube);
  for (int step = 0; step < filled.steps(); ++step) {
    EXPECT_TRUE(is_missing(filled.at(step, 2, 2)));
    EXPECT_TRUE(is_observed(filled.at(step, 1, 1)));
  }
}

}  // namespace
}  // namespace undercast
