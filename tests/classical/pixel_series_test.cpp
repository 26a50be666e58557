// SPDX-License-Identifier: Apache-2.0
#include "classical/pixel_series.h"

#include <gtest/gtest.h>

#include "small_cube.h"

namespace undercast {
namespace {

TEST(PixelSeries, average_valid_vh_in_power) {
  Cube cube(small_layout(3, 4, 2, 1));
  cube.ndvi.at(1, 2, 3) = 0.5F;
  cube.vh.at(0, 0, 0) = -10;
  cube.vh.at(0, 1, 1) = -20;
  const Eigen::MatrixXf series = pixel_series(cube);
  EXPECT_EQ(series(1, 11), 0.5F);
  EXPECT_NEAR(series(2, 0), 10 * std::log10((0.1 + 0.01) / 2), 1e-4);
  EXPECT_NEAR(series(2, 2), -20, 1e-4);
  EXPECT_TRUE(std::isnan(series(2, 3)));
}

TEST(PixelSeries, of_a_sample_have_three_observations_and_their_true_neighbours) {
  Cube cube = small_cube(70, 10, 6, 3, 0.4, 1);
  const Eigen::MatrixXf all = pixel_series(cube);
  MemoryCubeSource source(cube);
  const Eigen::MatrixXf sample = sample_pixel_series(source, 100000, true);
  const auto observed = all.topRows(6).array().isFinite().colwise().count();
  EXPECT_EQ(sample.cols(), (observed >= 3).count());
  EXPECT_NEAR(sample.bottomRows(3).cast<double>().sum(),
              (observed >= 3).replicate(3, 1).select(all.bottomRows(3), 0.0F).cast<double>().sum(), 1e-2);
  const auto equal = [](float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)) ? 1.0F : 0.0F; };
  EXPECT_EQ(sample_pixel_series(source, 100000, false).binaryExpr(sample.topRows(6), equal).minCoeff(), 1)
      << "without VH the same NDVI";
}

}  // namespace
}  // namespace undercast
