// SPDX-License-Identifier: Apache-2.0
#include "simulate/radar.h"

#include <gtest/gtest.h>

#include <cmath>

namespace undercast {
namespace {

double db(double power) { return 10 * std::log10(power); }

TEST(Speckle, has_the_stated_number_of_looks) {
  for (const double looks : {1.0, 4.4, 20.0}) {
    double mean = 0, squares = 0;
    int count = 0;
    for (int image = 0; image < 4; ++image)
      for (const float value : speckle({0, 0, 200, 200}, looks, 100 + image)) {
        ASSERT_GT(value, 0);
        mean += value;
        squares += value * value;
        ++count;
      }
    mean /= count;
    const double variance = squares / count - mean * mean;
    EXPECT_NEAR(mean, 1, 0.02);
    EXPECT_NEAR(mean * mean / variance / looks, 1, 0.05) << looks << " looks";
  }
}

TEST(Speckle, correlates_with_neighbours_only) {
  const std::vector<float> image = speckle({0, 0, 300, 300}, 4.4, 7);
  double near = 0, far = 0, variance = 0;
  for (int row = 0; row < 300; ++row)
    for (int col = 0; col < 296; ++col) {
      const float* at = image.data() + row * 300 + col;
      variance += std::pow(at[0] - 1, 2);
      near += (at[0] - 1) * (at[1] - 1);
      far += (at[0] - 1) * (at[3] - 1);
    }
  EXPECT_NEAR(near / variance, 0.44, 0.03);
  EXPECT_NEAR(far / variance, 0, 0.02);
}

TEST(WaterCloud, brightens_from_bare_soil_to_broad_leaves_and_dims_under_cereals) {
  Canopy bare, beet, wheat;
  beet.water = wheat.water = 1;
  beet.canopy_vh_db = -13.6, beet.attenuation = 1.6;
  wheat.canopy_vh_db = -18.8, wheat.attenuation = 1.7;
  const double soil_db = db(backscatter(bare, 0.35, Polarisation::vh));
  EXPECT_GT(db(backscatter(beet, 0.35, Polarisation::vh)), soil_db + 2);
  EXPECT_LT(db(backscatter(wheat, 0.4, Polarisation::vh)), db(backscatter(bare, 0.4, Polarisation::vh)));
}

TEST(WaterCloud, hides_soil_moisture_under_a_dense_canopy) {
  Canopy bare, forest;
  forest.water = 1, forest.canopy_vh_db = -13.2, forest.attenuation = 2.6;
  const auto range = [](const Canopy& canopy) {
    return db(backscatter(canopy, 0.4, Polarisation::vh)) - db(backscatter(canopy, 0.1, Polarisation::vh));
  };
  EXPECT_GT(range(bare), 2.5);
  EXPECT_LT(range(forest), 0.3);
}

}  // namespace
}  // namespace undercast
