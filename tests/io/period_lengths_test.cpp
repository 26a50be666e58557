// SPDX-License-Identifier: Apache-2.0
#include "io/period_lengths.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

std::vector<int> lengths_of(const std::vector<std::string>& texts) {
  std::vector<Date> dates;
  for (const std::string& text : texts) dates.push_back(parse_date(text));
  return infer_period_lengths(dates);
}

TEST(PeriodLengths, follow_the_commonest_spacing_and_a_years_last_is_shorter) {
  EXPECT_EQ(
      lengths_of({"2018-12-11", "2018-12-19", "2018-12-27", "2019-01-01", "2019-01-09", "2019-01-17", "2019-01-25"}),
      (std::vector<int>{8, 8, 5, 8, 8, 8, 8}));
}

TEST(PeriodLengths, of_months_are_the_months_own) {
  EXPECT_EQ(lengths_of({"2020-11-01", "2020-12-01", "2021-01-01", "2021-02-01", "2021-03-01"}).at(0), 30);
  EXPECT_EQ(lengths_of({"2020-11-01", "2020-12-01", "2021-01-01", "2021-02-01", "2021-03-01"}).at(3), 28);
}

TEST(PeriodLengths, of_scattered_acquisitions_and_of_one_date_are_single_days) {
  EXPECT_EQ(lengths_of({"2018-01-01", "2018-01-03", "2018-02-20", "2018-02-27"}), (std::vector<int>{1, 1, 1, 1}));
  EXPECT_EQ(lengths_of({"2018-01-01"}), (std::vector<int>{1}));
  EXPECT_TRUE(lengths_of({}).empty());
}

TEST(PeriodLengths, of_dates_more_than_a_year_apart_are_single_days) {
  const std::vector<Date> dates{parse_date("2018-01-01"), parse_date("2020-01-02"), parse_date("2022-01-02")};
  EXPECT_EQ(infer_period_lengths(dates), (std::vector<int>{1, 1, 1}));
}

TEST(PeriodLengths, never_reach_into_the_next_period) {
  const std::vector<std::string> texts{"2018-01-01", "2018-01-09", "2018-01-17", "2018-01-20",
                                       "2018-01-28", "2018-02-05", "2018-02-13"};
  const std::vector<int> lengths = lengths_of(texts);
  for (std::size_t i = 1; i < texts.size(); ++i)
    EXPECT_LE(parse_date(texts[i - 1]) + Days(lengths[i - 1]), parse_date(texts[i])) << texts[i];
}

TEST(PeriodLengths, of_an_axis_are_the_known_ones_first_and_reach_to_the_next_date_otherwise) {
  const std::vector<Date> dates{parse_date("2018-01-01"), parse_date("2018-01-09"), parse_date("2018-01-17"),
                                parse_date("2018-01-20")};
  const auto lengths_on = [&](const std::vector<int>& known, int period_days) {
    std::vector<int> lengths;
    for (const Period& period : axis_of_dates(dates, known, period_days)) lengths.push_back(period.length_days);
    return lengths;
  };
  EXPECT_EQ(lengths_on({5, 0, 0, 2}, 0), (std::vector<int>{5, 1, 1, 2}));
  EXPECT_EQ(lengths_on({5, 0, 0, 0}, 8), (std::vector<int>{5, 8, 3, 8}));
}

}  // namespace
}  // namespace undercast
