// SPDX-License-Identifier: Apache-2.0
#include "io/cf_time.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/expect_error.h"

namespace undercast {
namespace {

std::string first_of(double time, const std::string& units) {
  return to_string(cf_dates({time}, units, "standard", "the time axis").front());
}

TEST(CfTime, counts_in_the_units_that_it_states) {
  EXPECT_EQ(first_of(17662, "days since 1970-01-01"), "2018-05-11");
  EXPECT_EQ(first_of(17662, "days since 1970-1-1 00:00:00"), "2018-05-11");
  EXPECT_EQ(first_of(30, "days since 2018-04-11"), "2018-05-11");
  EXPECT_EQ(first_of(24 * 30 + 10, "hours since 2018-04-11T00:00:00Z"), "2018-05-11") << "the hour is dropped";
  EXPECT_EQ(first_of(1526035831, "seconds since 1970-01-01"), "2018-05-11");
  EXPECT_EQ(first_of(12, "hours since 2018-05-10 12:00:00"), "2018-05-11") << "the origin is a noon";
  EXPECT_EQ(first_of(-1, "days since 2018-05-12"), "2018-05-11");
}

TEST(CfTime, a_day_that_rounding_shortens_is_the_same_day) {
  EXPECT_EQ(first_of(17662 - 1e-9, "days since 1970-01-01"), "2018-05-11");
}

TEST(CfTime, without_units_or_in_others_is_refused) {
  for (const char* units : {"", "days", "months since 2018-01-01", "days since the flood", "furlongs since 2018-01-01"})
    EXPECT_TRUE(throws_error([&] { first_of(1, units); }, ErrorKind::bad_input, {"the time axis", units})) << units;
}

TEST(CfTime, in_another_calendar_or_without_an_end_is_refused) {
  EXPECT_TRUE(throws_error([] { cf_dates({1}, "days since 2018-01-01", "360_day", "the time axis"); },
                           ErrorKind::bad_input, {"360_day", "the time axis"}));
  for (const double time : {std::nan(""), HUGE_VAL, 1e300})
    EXPECT_TRUE(throws_error([&] { first_of(time, "days since 2018-01-01"); }, ErrorKind::bad_input, {"no date"}));
}

}  // namespace
}  // namespace undercast
