// SPDX-License-Identifier: Apache-2.0
#include "baselines/pixel_series.h"

#include <gtest/gtest.h>

#include "small_cube.h"

namespace undercast {
namespace {

TEST(PixelSeries, AverageValidVhInPower) {
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

TEST(PixelSeries, OfASampleHaveThreeObservationsAndTheirTrueNeighbours) {
  Cube cube = small_cube(70, 10, 6, 3, 0.4, 1);
  const Eigen::MatrixXf all = pixel_series(cube);
  MemoryCubeSource source(cube);
  const Eigen::MatrixXf sample = sample_pixel_series(source, 100000);
  const auto seen = all.topRows(6).array().isFinite().colwise().count();
  EXPECT_EQ(sample.cols(), (seen >= 3).count());
  EXPECT_NEAR(sample.bottomRows(3).cast<double>().sum(),
              (seen >= 3).replicate(3, 1).select(all.bottomRows(3), 0.0F).cast<double>().sum(), 1e-2);
}

}  // namespace
}  // namespace undercast
