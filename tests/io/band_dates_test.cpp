// SPDX-License-Identifier: Apache-2.0
#include "io/band_dates.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

std::vector<int> lengths_of(const std::vector<std::string>& texts) {
  std::vector<Date> dates;
  for (const std::string& text : texts) dates.push_back(parse_date(text));
  return infer_period_lengths(dates);
}

TEST(BandName, is_dated_or_numbered) {
  const auto dated = parse_band_name("VH_2018-05-11", 3, "cube.tif");
  ASSERT_TRUE(dated.has_value());
  EXPECT_EQ(dated->variable, "VH");
  EXPECT_EQ(dated->date, parse_date("2018-05-11"));
  const auto numbered = parse_band_name("NDVI_03", 3, "cube.tif");
  ASSERT_TRUE(numbered.has_value());
  EXPECT_FALSE(numbered->date.has_value());
  EXPECT_EQ(numbered->number, 3);
}

TEST(BandName, of_another_variable_is_none_of_a_cubes) {
  for (const char* name : {"", "SCL_2018-05-11", "ndvi_2018-05-11", "B04", "VHX_2018-05-11"})
    EXPECT_FALSE(parse_band_name(name, 1, "cube.tif").has_value()) << name;
}

TEST(BandName, with_an_unreadable_date_is_an_error_that_names_the_band) {
  for (const char* name :
       {"NDVI", "NDVI_", "NDVI_2018-02-30", "NDVI_20180511", "NDVI_may", "NDVI_2018-05-11_x", "NDVI_-1"})
    EXPECT_TRUE(throws_error([&] { parse_band_name(name, 7, "cube.tif"); }, ErrorKind::bad_input,
                             {"band 7", "cube.tif", std::string("'") + name + "'", "NDVI_YYYY-MM-DD"}))
        << name;
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

}  // namespace
}  // namespace undercast
