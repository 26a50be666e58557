// SPDX-License-Identifier: Apache-2.0
#include "classical/gaussian_process/ndvi_given_vh.h"

#include <gtest/gtest.h>

#include "joint_series.h"

namespace undercast {
namespace {

TEST(NdviGivenVh, is_the_conditional_gaussian_of_all_values_together) {
  const Slots slots = example_slots(14, 17);
  const Eigen::MatrixXd covariance = example_covariance(slots), values = draw_series(covariance, 3, 1);
  const std::vector<int> ndvi{0, 1, 4, 9, 12}, vh{14, 15, 18, 20, 21, 22, 26, 30};
  const Expectation expected = expect_ndvi(NdviGivenVh(example_model().joint(slots), vh), ndvi,
                                           values(ndvi, Eigen::all), values(vh, Eigen::all));
  std::vector<int> seen = ndvi;
  seen.insert(seen.end(), vh.begin(), vh.end());
  Eigen::MatrixXd signal = covariance;
  signal.diagonal().head(14).array() -= 0.03 * 0.03;
  const Eigen::MatrixXd weights =
      signal(Eigen::seqN(0, 14), seen) * covariance(seen, seen).fullPivLu().inverse();  // [step, seen]
  const Eigen::MatrixXd mean = weights * values(seen, Eigen::all);
  for (int t = 0; t < 14; ++t) {
    const double variance = covariance(t, t) - weights.row(t).dot(signal(t, seen));
    EXPECT_NEAR(expected.spread[t], std::sqrt(variance), 1e-9) << t;
    for (int pixel = 0; pixel < 3; ++pixel) EXPECT_NEAR(expected.ndvi(t, pixel), mean(t, pixel), 1e-9) << t;
  }
}

TEST(NdviGivenVh, needs_no_vh) {
  const Slots slots = example_slots(8, 0);
  const std::vector<int> ndvi{3};
  const Expectation expected = expect_ndvi(NdviGivenVh(example_model().joint(slots), {}), ndvi,
                                           Eigen::MatrixXd::Constant(1, 1, 0.1), Eigen::MatrixXd(0, 1));
  const Eigen::MatrixXd covariance = example_covariance(slots);
  for (int t = 0; t < 8; ++t)
    if (t != 3) EXPECT_NEAR(expected.ndvi(t, 0), 0.1 * covariance(t, 3) / covariance(3, 3), 1e-12);
}

}  // namespace
}  // namespace undercast
