// SPDX-License-Identifier: Apache-2.0
#include "classical/k_means.h"

#include <gtest/gtest.h>

#include "classical/gaussian_process/joint_series.h"

namespace undercast {
namespace {

// Pixels 0, 3, 6, ... are of one kind, and so on: low, middle and high in NDVI and VH.
Eigen::MatrixXf three_kinds(const Slots& slots) {
  Eigen::MatrixXd values = 0.1 * draw_series(example_covariance(slots), 60, 1);
  for (int p = 0; p < 60; ++p)
    for (int i = 0; i < slots.size(); ++i) values(i, p) += (slots.output(i) == 0 ? 0.3 : 2.0) * (p % 3);
  hide_at_random(values, 0.5, 2);
  return values.cast<float>();
}

SeriesClusters cluster(const Slots& slots, const Eigen::MatrixXf& series, int clusters) {
  return k_means({slots, {1, 1}}, series, {.clusters = clusters, .starts = 3});
}

TEST(KMeans, separates_kinds_of_incomplete_series) {
  const Slots slots = example_slots(12, 6);
  const Eigen::MatrixXf series = three_kinds(slots);
  const SeriesClusters clusters = cluster(slots, series, 3);
  ASSERT_EQ(clusters.curves.cols(), 3);
  EXPECT_TRUE(clusters.curves.array().isFinite().all());
  for (int p = 0; p < 60; ++p)
    for (int other = 0; other < 60; ++other)
      EXPECT_EQ(clusters.nearest(series.col(p)) == clusters.nearest(series.col(other)), p % 3 == other % 3);
}

TEST(KMeans, gives_one_cluster_and_fewer_than_asked_for) {
  const Slots slots = example_slots(12, 0);
  EXPECT_EQ(cluster(slots, three_kinds(slots), 1).curves.cols(), 1);
  EXPECT_EQ(cluster(slots, Eigen::MatrixXf::Constant(12, 9, 0.5F), 8).curves.cols(), 1);
}

}  // namespace
}  // namespace undercast
