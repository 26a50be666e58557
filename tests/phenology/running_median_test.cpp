// SPDX-License-Identifier: Apache-2.0
#include "phenology/running_median.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

using Steps = std::vector<int>;

TEST(RunningMedian, passes_over_a_lone_dip_and_keeps_a_step_where_it_is) {
  const std::vector<double> days{0, 8, 16, 24, 32, 40, 48}, dip{0.7, 0.7, 0.1, 0.72, 0.74, 0.2, 0.2};
  const Steps medians = running_median(days, dip, 12);
  std::vector<double> values;
  for (const int step : medians) values.push_back(dip[static_cast<std::size_t>(step)]);
  EXPECT_EQ(values, (std::vector<double>{0.7, 0.7, 0.7, 0.72, 0.72, 0.2, 0.2}));
}

TEST(RunningMedian, takes_as_many_dates_before_as_after_and_none_too_far_away) {
  const std::vector<double> days{0, 5, 10, 15, 40, 45, 60}, values{7, 6, 5, 4, 3, 2, 1};
  EXPECT_EQ(running_median(days, values, 12), (Steps{0, 1, 2, 3, 4, 5, 6}));
  const std::vector<double> mixed{9, 1, 8, 2, 7, 3, 6};
  EXPECT_EQ(running_median(days, mixed, 12), (Steps{0, 2, 3, 3, 4, 5, 6}));
  EXPECT_EQ(running_median(days, mixed, 26), (Steps{0, 2, 3, 4, 5, 6, 6}));
}

TEST(RunningMedian, of_nothing_around_is_the_value_itself) {
  EXPECT_EQ(running_median(std::vector<double>{0, 30, 61}, std::vector<double>{3, 1, 2}, 12), (Steps{0, 1, 2}));
}

}  // namespace
}  // namespace undercast
