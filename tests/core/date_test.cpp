// SPDX-License-Identifier: Apache-2.0
#include "core/date.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

TEST(Date, every_day_from_1999_to_2101_survives_being_written_and_read) {
  Date day = first_day_of_year(1999);
  int days = 0;
  std::string before;
  for (; year_of(day) <= 2101; day += Days(1), ++days) {
    const std::string text = to_string(day);
    ASSERT_EQ(parse_date(text), day);
    ASSERT_LT(before, text) << "text sorts as time does";
    before = text;
  }
  EXPECT_EQ(days, 103 * 365 + 25);  // 2100 is no leap year
}

TEST(Date, the_day_of_the_year_counts_from_1_and_knows_leap_years) {
  EXPECT_EQ(day_of_year(parse_date("2018-01-01")), 1);
  EXPECT_EQ(day_of_year(parse_date("2018-12-31")), 365);
  EXPECT_EQ(day_of_year(parse_date("2020-12-31")), 366);
  EXPECT_EQ(day_of_year(parse_date("2020-02-29")), 60);
  EXPECT_EQ(day_of_year(parse_date("2100-03-01")), 60);
  EXPECT_EQ(to_string(first_day_of_year(2024)), "2024-01-01");
}

TEST(Date, years_before_keep_the_day_where_there_is_one) {
  EXPECT_EQ(to_string(years_before(parse_date("2021-08-04"), 3)), "2018-08-04");
  EXPECT_EQ(to_string(years_before(parse_date("2020-02-29"), 1)), "2019-02-28");
  EXPECT_EQ(to_string(years_before(parse_date("2020-02-29"), 4)), "2016-02-29");
}

TEST(Date, days_that_do_not_exist_are_refused) {
  for (const char* text : {"2019-02-29", "2100-02-29", "2018-04-31", "2018-13-01", "2018-00-10", "2018-01-00"})
    EXPECT_FALSE(is_date(text)) << text;
  EXPECT_TRUE(is_date("2020-02-29"));
  EXPECT_TRUE(is_date("2000-02-29"));
}

TEST(Date, other_ways_to_write_dates_are_refused) {
  for (const char* text : {"", "2018", "2018-5-11", "20180511", "11-05-2018", "2018/05/11", "2018-05-11T00:00:00",
                           " 2018-05-11", "2018-05-11 ", "-018-05-11", "2018--5-11", "2018-05-+1", "abcd-ef-gh"})
    EXPECT_FALSE(is_date(text)) << text;
}

TEST(Date, an_unreadable_date_is_named_with_the_expected_form) {
  try {
    parse_date("2018-02-30");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("'2018-02-30'"), std::string::npos);
    EXPECT_NE(error.hint().find("YYYY-MM-DD"), std::string::npos);
  }
}

TEST(MonthName, counts_from_one) {
  EXPECT_EQ(month_name(1), "January");
  EXPECT_EQ(month_name(12), "December");
}

}  // namespace
}  // namespace undercast
