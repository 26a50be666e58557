// SPDX-License-Identifier: Apache-2.0
#include "phenology/date_uncertainty.h"

#include <gtest/gtest.h>

#include <cmath>

namespace undercast {
namespace {

const std::vector<double> kDays{0, 8, 16, 24, 32, 40};

// The gradient of a sum or difference of values, each with a standard deviation of 1 where filled
// and of .1 where observed.
double sd_of(const Gradient& weights, const std::vector<double>& spread) {
  return propagated_sd({weights, Gradient(6, 0.0)}, {kDays, spread, 0.1, std::vector<double>(6, 0.0)});
}

TEST(DateUncertainty, errors_of_a_gap_add_up_the_more_the_nearer_they_are) {
  const double near = std::exp(-8 / 24.0), far = std::exp(-24 / 24.0);
  const std::vector<double> one_gap{0, 1, 1, 1, 1, 0};
  EXPECT_NEAR(sd_of({0, 1, 1, 0, 0, 0}, one_gap), std::sqrt(2 + 2 * near), 1e-12);
  EXPECT_NEAR(sd_of({0, 1, 0, 0, 1, 0}, one_gap), std::sqrt(2 + 2 * far), 1e-12);
  EXPECT_NEAR(sd_of({0, 1, -1, 0, 0, 0}, one_gap), std::sqrt(2 - 2 * near), 1e-12) << "a difference cancels in part";
}

TEST(DateUncertainty, errors_of_two_gaps_and_of_observed_values_are_independent) {
  EXPECT_NEAR(sd_of({0, 1, 0, -1, 0, 0}, {0, 1, 0, 1, 0, 0}), std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(sd_of({1, 0, 1, 0, 0, 0}, {0, 1, 0, 1, 0, 0}), 0.1 * std::sqrt(2.0), 1e-12);
}

TEST(DateUncertainty, a_change_lies_anywhere_between_the_observations_around_it) {
  const std::vector<double> values{.8, .8, .7, .4, .2, .2};
  EXPECT_NEAR(sd_between_observations(20, .6, kDays, values, std::vector<double>{0, 0, 1, 1, 0, 0}),
              24 / std::sqrt(12.0), 1e-12);
  EXPECT_NEAR(sd_between_observations(20, .6, kDays, values, std::vector<double>(6, 0.0)), 8 / std::sqrt(12.0) / 2,
              1e-12)
      << "half of it happens there";
  EXPECT_NEAR(sd_between_observations(20, .6, kDays, values, std::vector<double>(6, 1.0)), 40 / std::sqrt(12.0), 1e-12)
      << "nothing was observed";
}

TEST(DateUncertainty, the_highest_of_a_plateau_may_be_any_of_it) {
  const std::vector<double> sd(6, .03);
  const double within_step = 64 / 12.0;
  EXPECT_NEAR(sd_of_highest(16, 2, kDays, std::vector<double>{.1, .1, .9, .1, .1, .1}, sd), std::sqrt(within_step),
              1e-6)
      << "a lone peak is known to half a step";
  EXPECT_NEAR(sd_of_highest(20, 2, kDays, std::vector<double>{.1, .9, .9, .9, .9, .1}, sd),
              std::sqrt((2 * 4 * 4 + 2 * 12 * 12) / 4.0 + within_step), 1e-6)
      << "four equal values are equally likely";
  const double larger = std::erfc(.03 / std::hypot(.03, .03) / std::sqrt(2.0)) / 2;
  EXPECT_NEAR(sd_of_highest(8, 1, kDays, std::vector<double>{.1, .9, .1, .87, .1, .1}, sd),
              std::sqrt(larger / (1 - larger) * 256 / (1 + larger / (1 - larger)) + within_step), 1e-6)
      << "a second peak by its odds";
}

}  // namespace
}  // namespace undercast
