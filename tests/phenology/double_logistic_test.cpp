// SPDX-License-Identifier: Apache-2.0
#include "phenology/double_logistic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace undercast {
namespace {

const DoubleLogistic kMaize{0.2, 0.15, 0.85, 17700, 17795, 1 / 7.0, 1 / 9.0};

// Every eight days over a season, with noise.
SeasonCurve sampled(const DoubleLogistic& curve, double noise = 0, std::uint64_t seed = 1) {
  Random random(seed);
  SeasonCurve course;
  for (double day = curve.start - 60; day <= curve.end + 60; day += 8) {
    course.days.push_back(day);
    course.values.push_back(curve.at(day) + noise * random.normal());
  }
  course.peak =
      static_cast<std::size_t>(std::max_element(course.values.begin(), course.values.end()) - course.values.begin());
  return course;
}

std::vector<double> all(const SeasonCurve& course, double sd) { return std::vector<double>(course.days.size(), sd); }

TEST(DoubleLogistic, goes_from_base_over_top_to_base_and_is_halfway_at_its_inflections) {
  EXPECT_NEAR(kMaize.at(17600), 0.2, 1e-4);
  EXPECT_NEAR(kMaize.at(17747), 0.85, 5e-3);
  EXPECT_NEAR(kMaize.at(17950), 0.15, 1e-4);
  EXPECT_NEAR(kMaize.at(kMaize.start), (0.2 + 0.85) / 2, 1e-4);
  EXPECT_NEAR(kMaize.at(kMaize.end), (0.15 + 0.85) / 2, 1e-4);
}

TEST(DoubleLogistic, has_the_gradient_of_finite_differences) {
  const double step = 1e-6;
  const auto changed = [&](std::size_t parameter, double by) {
    DoubleLogistic c = kMaize;
    double* const plain[] = {&c.before, &c.after, &c.top, &c.start, &c.end};
    if (parameter < 5)
      *plain[parameter] += by;
    else
      (parameter == 5 ? c.rise : c.fall) *= std::exp(by);
    return c;
  };
  for (double day = 17650; day < 17850; day += 7)
    for (std::size_t k = 0; k < DoubleLogistic::kParameters; ++k)
      EXPECT_NEAR(kMaize.gradient_at(day)[k], (changed(k, step).at(day) - changed(k, -step).at(day)) / (2 * step), 1e-4)
          << k;
}

TEST(FitDoubleLogistic, finds_the_curve_that_made_the_values) {
  const SeasonCurve course = sampled(kMaize);
  const auto fitted = fit_double_logistic(course, all(course, 0.02));
  ASSERT_TRUE(fitted);
  EXPECT_NEAR(fitted->curve.before, 0.2, 0.002);
  EXPECT_NEAR(fitted->curve.after, 0.15, 0.002);
  EXPECT_NEAR(fitted->curve.top, 0.85, 0.002);
  EXPECT_NEAR(fitted->curve.start, kMaize.start, 0.05);
  EXPECT_NEAR(fitted->curve.end, kMaize.end, 0.05);
  EXPECT_NEAR(fitted->curve.rise, kMaize.rise, 0.001);
  EXPECT_NEAR(fitted->curve.fall, kMaize.fall, 0.001);
  EXPECT_LT(fitted->rmse, 1e-3);
}

TEST(FitDoubleLogistic, weighs_uncertain_values_less) {
  SeasonCurve course = sampled(kMaize);
  std::vector<double> sd = all(course, 0.02);
  const auto outlier = std::lower_bound(course.days.begin(), course.days.end(), kMaize.start) - course.days.begin();
  course.values[outlier] -= 0.25;
  const auto misled = fit_double_logistic(course, sd);
  sd[outlier] = 0.5;
  const auto fitted = fit_double_logistic(course, sd);
  ASSERT_TRUE(misled && fitted);
  EXPECT_GT(std::abs(misled->curve.start - kMaize.start), 1);
  EXPECT_NEAR(fitted->curve.start, kMaize.start, 0.2);
}

TEST(FitDoubleLogistic, knows_how_its_parameters_follow_the_values) {
  const SeasonCurve course = sampled(kMaize, 0.01);
  const auto fitted = fit_double_logistic(course, all(course, 0.02));
  ASSERT_TRUE(fitted);
  for (std::size_t i = 3; i + 3 < course.days.size(); ++i) {
    if (i == course.peak || i == 0) continue;  // these move the prior, too
    SeasonCurve moved = course;
    const double step = 1e-3;
    moved.values[i] += step;
    const auto refitted = fit_double_logistic(moved, all(course, 0.02));
    ASSERT_TRUE(refitted);
    EXPECT_NEAR(fitted->influence[i][3], (refitted->curve.start - fitted->curve.start) / step, 0.6) << i;
    EXPECT_NEAR(fitted->influence[i][4], (refitted->curve.end - fitted->curve.end) / step, 0.6) << i;
  }
}

TEST(FitDoubleLogistic, fits_a_harvest_between_two_dates) {
  DoubleLogistic cut = kMaize;
  cut.fall = 3;
  const SeasonCurve course = sampled(cut);
  const auto fitted = fit_double_logistic(course, all(course, 0.02));
  ASSERT_TRUE(fitted);
  EXPECT_NEAR(fitted->curve.end, cut.end, 4);
}

TEST(FitDoubleLogistic, refuses_too_few_values) {
  const SeasonCurve course{{0, 10, 20, 30, 40, 50, 60}, {0.1, 0.2, 0.5, 0.8, 0.5, 0.2, 0.1}, 3};
  EXPECT_FALSE(fit_double_logistic(course, all(course, 0.02)));
}

TEST(DailyCourse, peaks_inside_or_is_nothing) {
  const auto course = daily_course(kMaize, kMaize.start - 50, kMaize.end + 50);
  ASSERT_TRUE(course);
  EXPECT_EQ(course->days.size(), 196U);
  EXPECT_NEAR(course->values[course->peak], 0.85, 0.01);
  EXPECT_FALSE(daily_course(kMaize, kMaize.start - 50, kMaize.start));
}

}  // namespace
}  // namespace undercast
