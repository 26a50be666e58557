// SPDX-License-Identifier: Apache-2.0
#include "classical/gaussian_process/marginal_likelihood.h"

#include <gtest/gtest.h>

#include <numbers>

#include "joint_series.h"

namespace undercast {
namespace {

SeriesSet example_set(int series) {
  const Slots slots = example_slots(20, 24);
  SeriesSet set{slots, draw_series(example_covariance(slots), series, 1)};
  hide_at_random(set.values, 0.4, 2);
  set.values.col(1) = set.values.col(0);  // visible in the same slots
  return set;
}

TEST(MarginalLikelihood, is_the_density_of_all_visible_values) {
  SeriesSet set = example_set(5);
  set.extra_noise = Eigen::VectorXd::LinSpaced(44, 0, 0.1);
  Eigen::MatrixXd covariance = example_covariance(set.slots);
  covariance.diagonal() += set.extra_noise;
  double expected = 0;
  for (int s = 0; s < 5; ++s) {
    std::vector<int> seen;
    for (int i = 0; i < 44; ++i)
      if (std::isfinite(set.values(i, s))) seen.push_back(i);
    const Eigen::VectorXd values = set.values(seen, s);
    const auto among = Eigen::MatrixXd(covariance(seen, seen)).fullPivLu();
    expected -= 0.5 * (values.dot(among.solve(values)) + std::log(among.determinant()) +
                       static_cast<double>(seen.size()) * std::log(2 * std::numbers::pi));
  }
  EXPECT_NEAR(log_likelihood({set}, example_model()), expected, 1e-8);
}

TEST(MarginalLikelihood, has_the_slope_of_its_differences) {
  const SeriesSet set = example_set(6);
  const Eigen::VectorXd at = example_model().parameters();
  Eigen::VectorXd slope;
  log_likelihood({set}, example_model(), &slope);
  for (int i = 0; i < Coregionalisation::kParameters; ++i) {
    const Eigen::VectorXd step = 1e-5 * Eigen::VectorXd::Unit(at.size(), i);
    const double difference =
        log_likelihood({set}, Coregionalisation(at + step)) - log_likelihood({set}, Coregionalisation(at - step));
    EXPECT_NEAR(slope[i], difference / 2e-5, 1e-4 * (1 + std::abs(slope[i]))) << i;
  }
}

TEST(MarginalLikelihood, is_largest_near_the_model_that_made_the_values) {
  const SeriesSet set = example_set(300);
  const Coregionalisation found = most_likely({set}, Coregionalisation::guess(set.slots, set.values), 60);
  EXPECT_GT(log_likelihood({set}, found), log_likelihood({set}, example_model()) - 5);
  EXPECT_NEAR(std::sqrt(found.noise_variance(0)), 0.03, 0.01);
  EXPECT_NEAR(std::sqrt(found.noise_variance(1)), 0.6, 0.1);
  // Processes may share the work otherwise than they did; what counts is their sum.
  const Eigen::MatrixXd truth = example_model().joint(set.slots).covariance,
                        covariance = found.joint(set.slots).covariance;
  for (const auto& [i, j] : {std::pair{0, 0}, {0, 1}, {0, 4}, {0, 12}, {30, 30}, {30, 31}, {30, 36}, {5, 26}, {5, 32}})
    EXPECT_NEAR(covariance(i, j), truth(i, j), 0.15 * std::sqrt(truth(i, i) * truth(j, j))) << i << " " << j;
}

TEST(MarginalLikelihood, leaves_the_start_where_nothing_is_visible) {
  SeriesSet set = example_set(2);
  set.values.setConstant(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(most_likely({set}, example_model(), 10).parameters(), example_model().parameters());
}

}  // namespace
}  // namespace undercast
