// SPDX-License-Identifier: Apache-2.0
#include "core/middles.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(Middles, a_day_lies_between_two_of_them_or_beyond_the_ends) {
  const TimeAxis time({{Date(Days(0)), 8}, {Date(Days(8)), 8}, {Date(Days(16)), 5}});
  const MiddlesAround inside = middles_around(time, 10);
  EXPECT_EQ(inside.before, 0);
  EXPECT_EQ(inside.after, 1);
  EXPECT_DOUBLE_EQ(inside.share, 0.75);
  EXPECT_DOUBLE_EQ(inside.apart_days, 8);
  EXPECT_EQ(middles_around(time, 12).before, 1) << "a middle itself";
  EXPECT_EQ(middles_around(time, 12).share, 0);
  for (const auto& [day, step] : {std::pair{1.0, 0}, std::pair{20.0, 2}}) {
    EXPECT_EQ(middles_around(time, day).before, step);
    EXPECT_EQ(middles_around(time, day).after, step);
  }
}

TEST(Middles, the_nearest_step_is_the_one_whose_middle_is_nearest) {
  const TimeAxis time({{Date(Days(0)), 8}, {Date(Days(8)), 8}});
  EXPECT_EQ(nearest_step(time, -100), 0);
  EXPECT_EQ(nearest_step(time, 7.5), 0);
  EXPECT_EQ(nearest_step(time, 8.5), 1);
  EXPECT_EQ(nearest_step(time, 100), 1);
}

}  // namespace
}  // namespace undercast
