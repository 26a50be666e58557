// SPDX-License-Identifier: Apache-2.0
#include "core/quantile.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(Quantile, is_the_value_at_or_below_a_share_of_the_way) {
  const std::vector<float> sorted{1, 2, 3, 4, 5};
  EXPECT_EQ(quantile(sorted, 0), 1);
  EXPECT_EQ(quantile(sorted, 0.5), 3);
  EXPECT_EQ(quantile(sorted, 0.74), 3);
  EXPECT_EQ(quantile(sorted, 1), 5);
  EXPECT_EQ(quantile({7}, 0.9), 7);
}

}  // namespace
}  // namespace undercast
