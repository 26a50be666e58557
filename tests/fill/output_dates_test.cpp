// SPDX-License-Identifier: Apache-2.0
#include "fill/output_dates.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

TimeAxis composites(const char* start, const char* end) { return make_periods(parse_date(start), parse_date(end), 8); }

TEST(OutputDates, daily_are_all_days_of_the_cube_a_leap_day_among_them) {
  const TimeAxis days = output_dates("daily", composites("2020-01-01", "2020-12-31"));
  ASSERT_EQ(days.size(), 366);
  EXPECT_EQ(to_string(days[0].start), "2020-01-01");
  EXPECT_EQ(to_string(days[59].start), "2020-02-29");
  EXPECT_EQ(to_string(days[365].start), "2020-12-31");
  for (const Period& day : days) EXPECT_EQ(day.length_days, 1);
}

TEST(OutputDates, dekads_begin_on_the_1st_11th_and_21st_and_last_to_the_month_end) {
  const TimeAxis found = output_dates("dekad", composites("2019-01-01", "2019-12-31"));
  ASSERT_EQ(found.size(), 36);
  EXPECT_EQ(to_string(found[3].start), "2019-02-01");
  EXPECT_EQ(found[3].length_days, 10);
  EXPECT_EQ(to_string(found[5].start), "2019-02-21");
  EXPECT_EQ(found[5].length_days, 8);
  EXPECT_EQ(to_string(found[5].end()), "2019-03-01");
}

TEST(OutputDates, dekads_are_those_whose_middle_lies_in_the_cube) {
  const TimeAxis found = output_dates("dekad", composites("2019-01-06", "2019-02-14"));
  ASSERT_EQ(found.size(), 4);
  EXPECT_EQ(to_string(found[0].start), "2019-01-01") << "its middle is the start of 6 January";
  EXPECT_EQ(to_string(found[3].start), "2019-02-01") << "the middle of the next one is 16 February";
  EXPECT_TRUE(throws_error([] { output_dates("dekad", composites("2019-01-01", "2019-01-04")); }, ErrorKind::bad_input,
                           {"no dekad", "2019-01-04", "daily"}));
}

class ListedDates : public testing::Test {
 protected:
  TimeAxis read(const std::string& text) {
    write_text_file(folder_ / "dates.csv", text, true);
    return output_dates(folder_ / "dates.csv", composites("2019-01-01", "2019-12-31"));
  }
  testing::AssertionResult is_refused(const std::string& text, const std::vector<std::string>& words) {
    return throws_error([&] { read(text); }, ErrorKind::bad_input, words);
  }
  TemporaryFolder folder_;
};

TEST_F(ListedDates, are_put_in_order_of_time_whatever_else_a_line_holds) {
  const TimeAxis dates = read("date,station\r\n2019-03-02,a\r\n\r\n2019-02-01,b\r\n");
  ASSERT_EQ(dates.size(), 2);
  EXPECT_EQ(to_string(dates[0].start), "2019-02-01");
  EXPECT_EQ(to_string(dates[1].start), "2019-03-02");
  EXPECT_EQ(dates[1].length_days, 1);
  EXPECT_EQ(read("2019-12-31").size(), 1) << "without a heading, and without an end of the line";
}

TEST_F(ListedDates, that_cannot_be_used_are_refused_with_their_line) {
  EXPECT_TRUE(is_refused("2019-01-02\n2019-02-30\n", {"line 2", "dates.csv", "2019-02-30", "YYYY-MM-DD"}));
  EXPECT_TRUE(is_refused("02.01.2019\n", {"line 1", "02.01.2019"}));
  EXPECT_TRUE(is_refused("2019-01-02\n\n2019-01-02\n", {"line 3", "line 1 already"}));
  EXPECT_TRUE(is_refused("2020-01-01\n", {"line 1", "outside", "2019-01-01 to 2019-12-31"}));
  EXPECT_TRUE(is_refused("", {"holds no date"}));
  EXPECT_TRUE(is_refused("date\n", {"holds no date"}));
  EXPECT_TRUE(throws_error([] { output_dates("nowhere.txt", composites("2019-01-01", "2019-12-31")); },
                           ErrorKind::usage, {"nowhere.txt", "daily, dekad"}));
}

}  // namespace
}  // namespace undercast
