// SPDX-License-Identifier: Apache-2.0
#include "core/time_axis.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

TimeAxis periods(const std::string& start, const std::string& end, int days) {
  return make_periods(parse_date(start), parse_date(end), days);
}

// What holds for any start, end and length: the periods tile the days, each at most its length.
void expect_tiling(const TimeAxis& axis, Date start, Date end, int days) {
  ASSERT_FALSE(axis.empty());
  EXPECT_EQ(axis[0].start, start);
  EXPECT_EQ(axis[axis.size() - 1].end(), end + Days(1));
  for (int step = 0; step < axis.size(); ++step) {
    EXPECT_LE(axis[step].length_days, days);
    if (step > 0) {
      EXPECT_EQ(axis[step].start, axis[step - 1].end());
    }
  }
}

TEST(MakePeriods, a_year_has_46_periods_of_8_days_and_the_last_keeps_its_own_length) {
  const TimeAxis year = periods("2018-01-01", "2018-12-31", 8);
  ASSERT_EQ(year.size(), 46);
  EXPECT_EQ(year[45].length_days, 5);
  EXPECT_EQ(to_string(year[45].start), "2018-12-27");
  const TimeAxis leap_year = periods("2020-01-01", "2020-12-31", 8);
  ASSERT_EQ(leap_year.size(), 46);
  EXPECT_EQ(leap_year[45].length_days, 6);
  EXPECT_EQ(to_string(leap_year[45].start), "2020-12-26");
}

TEST(MakePeriods, each_year_starts_its_periods_anew) {
  const TimeAxis years = periods("2019-01-01", "2020-12-31", 8);
  ASSERT_EQ(years.size(), 92);
  EXPECT_EQ(to_string(years[46].start), "2020-01-01");
  expect_tiling(years, parse_date("2019-01-01"), parse_date("2020-12-31"), 8);
}

TEST(MakePeriods, a_year_that_starts_elsewhere_restarts_on_its_anniversary) {
  const TimeAxis years = periods("2017-11-01", "2019-10-31", 8);
  ASSERT_EQ(years.size(), 92);
  EXPECT_EQ(to_string(years[46].start), "2018-11-01");
  EXPECT_EQ(years[45].length_days, 5);
}

TEST(MakePeriods, the_last_period_ends_with_the_end) {
  const TimeAxis axis = periods("2018-05-11", "2018-05-21", 8);
  ASSERT_EQ(axis.size(), 2);
  EXPECT_EQ(axis[1].length_days, 3);
  EXPECT_EQ(periods("2018-05-11", "2018-05-11", 8).size(), 1);
}

TEST(MakePeriods, any_start_end_and_length_tile_the_days_without_a_gap) {
  for (const char* start : {"2019-12-31", "2020-01-01", "2020-02-29", "2020-03-01", "2021-07-15"})
    for (const int total : {0, 1, 59, 365, 366, 1000, 1500})
      for (const int days : {1, 5, 8, 10, 31, 366}) {
        const Date first = parse_date(start), last = first + Days(total);
        SCOPED_TRACE(std::string(start) + " + " + std::to_string(total) + " by " + std::to_string(days));
        expect_tiling(make_periods(first, last, days), first, last, days);
      }
}

TEST(MakePeriods, an_end_before_the_start_and_periods_without_length_are_refused) {
  EXPECT_THROW(periods("2018-05-11", "2018-05-10", 8), Error);
  EXPECT_THROW(periods("2018-05-11", "2018-06-10", 0), Error);
  EXPECT_THROW(periods("2018-05-11", "2018-06-10", -8), Error);
}

TEST(TimeAxis, periods_that_overlap_or_run_backwards_are_refused) {
  const Date day = parse_date("2018-05-11");
  EXPECT_NO_THROW(TimeAxis({{day, 8}, {day + Days(8), 8}}));
  EXPECT_NO_THROW(TimeAxis({{day, 8}, {day + Days(30), 1}}));
  EXPECT_THROW(TimeAxis({{day, 8}, {day + Days(7), 8}}), Error);
  EXPECT_THROW(TimeAxis({{day, 1}, {day, 1}}), Error);
  EXPECT_THROW(TimeAxis({{day, 1}, {day - Days(1), 1}}), Error);
  EXPECT_THROW(TimeAxis({{day, 0}}), Error);
  try {
    TimeAxis({{day, 8}, {day + Days(7), 8}});
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("2018-05-18"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("2018-05-19"), std::string::npos) << "says where the other ends";
  }
}

TEST(TimeAxis, ends_with_the_years_of_four_digits) {
  EXPECT_NO_THROW(TimeAxis({{parse_date("9999-12-31"), 8}}));
  EXPECT_THROW(TimeAxis({{parse_date("9999-12-31") + Days(1), 8}}), Error);
}

TEST(TimeAxis, step_of_finds_the_period_that_holds_a_day) {
  const Date day = parse_date("2018-05-11");
  const TimeAxis axis({{day, 8}, {day + Days(8), 8}, {day + Days(30), 1}});
  EXPECT_EQ(axis.step_of(day - Days(1)), -1);
  EXPECT_EQ(axis.step_of(day), 0);
  EXPECT_EQ(axis.step_of(day + Days(7)), 0);
  EXPECT_EQ(axis.step_of(day + Days(8)), 1);
  EXPECT_EQ(axis.step_of(day + Days(16)), -1) << "between periods";
  EXPECT_EQ(axis.step_of(day + Days(30)), 2);
  EXPECT_EQ(axis.step_of(day + Days(31)), -1);
  EXPECT_EQ(TimeAxis().step_of(day), -1);
}

TEST(TimeAxis, step_of_agrees_with_a_plain_search_on_every_day_of_two_years) {
  const TimeAxis axis = periods("2019-01-01", "2020-12-31", 8);
  for (Date day = parse_date("2018-12-25"); day < parse_date("2021-01-10"); day += Days(1)) {
    int expected = -1;
    for (int step = 0; step < axis.size(); ++step)
      if (axis[step].start <= day && day < axis[step].end()) expected = step;
    ASSERT_EQ(axis.step_of(day), expected) << to_string(day);
  }
}

TEST(TimeAxis, the_middle_of_a_period_is_half_way_between_its_start_and_end) {
  const TimeAxis axis({{Date(Days(0)), 8}, {Date(Days(8)), 5}});
  EXPECT_EQ(axis.middle_days(), (std::vector<double>{4.0, 10.5}));
}

}  // namespace
}  // namespace undercast
