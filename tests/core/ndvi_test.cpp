// SPDX-License-Identifier: Apache-2.0
#include "core/ndvi.h"

#include <gtest/gtest.h>

#include <cmath>

namespace undercast {
namespace {

TEST(Ndvi, negative_reflectance_counts_as_zero_so_ndvi_stays_within_bounds) {
  EXPECT_FLOAT_EQ(ndvi_of(0.1, 0.3), 0.5F);
  EXPECT_EQ(ndvi_of(-0.02, 0.3), 1.0F);
  EXPECT_EQ(ndvi_of(0.3, -0.02), -1.0F);
  EXPECT_TRUE(std::isnan(ndvi_of(-0.01, -0.02)));
  EXPECT_TRUE(std::isnan(ndvi_of(std::nan(""), 0.3)));
  EXPECT_TRUE(std::isnan(ndvi_of(0.3, std::nan(""))));
}

}  // namespace
}  // namespace undercast
