// SPDX-License-Identifier: Apache-2.0
#include "gaps/gap_bins.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(GapBins, end_with_their_last_day) {
  EXPECT_EQ(gap_bin(1), 0U);
  EXPECT_EQ(gap_bin(16), 0U);
  EXPECT_EQ(gap_bin(16.5), 1U);
  EXPECT_EQ(gap_bin(32), 1U);
  EXPECT_EQ(gap_bin(64), 2U);
  EXPECT_EQ(gap_bin(128), 3U);
  EXPECT_EQ(gap_bin(129), 4U);
  EXPECT_EQ(open_ended_bin(32), 5U);
  EXPECT_EQ(open_ended_bin(33), 6U);
  EXPECT_EQ(open_ended_bin(1000), kGapBins.size() - 1);
}

}  // namespace
}  // namespace undercast
