// SPDX-License-Identifier: Apache-2.0
#include "anomaly/usual_year.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/expect_error.h"
#include "core/random.h"

namespace undercast {
namespace {

TimeAxis years_of_composites(const char* start, const char* end) {
  return make_periods(parse_date(start), parse_date(end), 8);
}

std::vector<UncertainValue> certain(const std::vector<double>& values) {
  std::vector<UncertainValue> all;
  for (const double value : values) all.push_back({value, 0});
  return all;
}

TEST(Departure, has_the_probability_of_student_t) {
  // Mean 2, standard deviation 1: t = -4 / sqrt(1 + 1/3) with 2 degrees of freedom has a lower tail
  // of .0371 (t / sqrt(2 + t^2) = -.9258), which is the tail of a normal deviate of -1.785.
  const Departure found = departure_from(certain({1, 2, 3}), {-2, 0});
  EXPECT_EQ(found.years, 3);
  EXPECT_DOUBLE_EQ(found.usual, 2);
  EXPECT_NEAR(found.sd, std::sqrt(4.0 / 3), 1e-12);
  EXPECT_NEAR(found.z, -1.785, 0.001);
  EXPECT_NEAR(departure_from(certain({1, 2, 3}), {6, 0}).z, 1.785, 0.001) << "above as below";
  EXPECT_EQ(departure_from(certain({1, 2, 3}), {2, 0}).z, 0);
}

TEST(Departure, of_many_years_is_the_departure_in_standard_deviations) {
  std::vector<double> values;
  for (int year = 0; year < 400; ++year) values.push_back(year % 2 == 0 ? 0.4 : 0.6);
  EXPECT_NEAR(departure_from(certain(values), {0.3, 0}).z, -2, 0.02);
}

TEST(Departure, a_usual_value_is_below_usual_as_often_as_stated) {
  Random random(11);
  for (const int years : {2, 3, 5, 12}) {
    int below = 0;
    constexpr int kDraws = 20000;
    for (int draw = 0; draw < kDraws; ++draw) {
      std::vector<double> usual;
      for (int year = 0; year < years; ++year) usual.push_back(0.5 + 0.05 * random.normal());
      below += departure_from(certain(usual), {0.5 + 0.05 * random.normal(), 0}).z < threshold_below(0.95);
    }
    EXPECT_NEAR(static_cast<double>(below) / kDraws, 0.05, 0.006) << years << " years";
  }
}

TEST(Departure, an_uncertain_value_departs_less) {
  const double certainly = departure_from(certain({0.5, 0.52, 0.48}), {0.3, 0}).z;
  EXPECT_GT(departure_from(certain({0.5, 0.52, 0.48}), {0.3, 0.1}).z, certainly) << "the value itself is uncertain";
  std::vector<UncertainValue> usual = certain({0.5, 0.52, 0.48});
  for (UncertainValue& value : usual) value.sd = 0.1;
  EXPECT_GT(departure_from(usual, {0.3, 0}).z, certainly) << "the usual values are uncertain";
}

TEST(Departure, leaves_out_missing_years_and_needs_two) {
  EXPECT_EQ(departure_from(certain({1, NAN, 2, 3}), {0, 0}).z, departure_from(certain({1, 2, 3}), {0, 0}).z);
  const Departure one = departure_from(certain({1, NAN}), {0, 0});
  EXPECT_FALSE(one.known());
  EXPECT_EQ(one.usual, 1);
  EXPECT_FALSE(departure_from({}, {0, 0}).known());
  EXPECT_FALSE(departure_from(certain({1, 2, 3}), {NAN, 0}).known());
}

TEST(Departure, of_equal_years_is_finite) {
  EXPECT_TRUE(std::isfinite(departure_from(certain({0.5, 0.5, 0.5}), {0.4, 0}).z));
  EXPECT_EQ(departure_from(certain({0.5, 0.5, 0.5}), {0.5, 0}).z, 0);
}

TEST(UsualYear, compares_the_last_year_with_the_same_days_of_all_others) {
  const TimeAxis time = years_of_composites("2016-01-01", "2019-12-31");
  const UsualYear usual(time, {});
  EXPECT_EQ(usual.year(), 2019);
  EXPECT_EQ(usual.usual_years(), (std::vector<int>{2016, 2017, 2018}));
  EXPECT_EQ(usual.dates().size(), 46);
  // NDVI that is the same in each year, but for a level of each year: .01, .02, .03 and .04 more.
  std::vector<double> values;
  std::vector<Departure> departures;
  for (const Period& period : time) {
    const int year = year_of(period.start);
    const double day = period.middle_day() - static_cast<double>(first_day_of_year(year).time_since_epoch().count());
    values.push_back(0.5 + 0.3 * std::sin(day / 58) + 0.01 * (year - 2015));
  }
  usual.compare(values, {}, departures);
  ASSERT_EQ(departures.size(), 46U);
  for (std::size_t date = 0; date < 46; ++date) {
    EXPECT_EQ(departures[date].years, 3);
    const double value = values[static_cast<std::size_t>(usual.first_step()) + date];
    EXPECT_NEAR(value - departures[date].usual, 0.02, 0.003) << "leap years move a day";
  }
}

TEST(UsualYear, takes_the_year_and_the_usual_years_that_are_named) {
  const TimeAxis time = years_of_composites("2014-01-01", "2019-12-31");
  AnomalyOptions options;
  options.year = 2016;
  options.years = {2019, 2014, 2015};
  const UsualYear usual(time, options);
  EXPECT_EQ(usual.dates()[0].start, parse_date("2016-01-01"));
  EXPECT_EQ(usual.usual_years(), (std::vector<int>{2014, 2015, 2019}));
  options.years = {2011};
  EXPECT_TRUE(throws_error([&] { UsualYear(time, options); }, ErrorKind::bad_input, {"no date of 2011", "2014, 2015"}));
  options.years = {2016};
  EXPECT_TRUE(throws_error([&] { check(options); }, ErrorKind::usage, {"2016", "leave it out of --years"}));
}

TEST(UsualYear, of_too_few_years_is_an_error_with_a_remedy) {
  for (const auto& [start, others] :
       {std::pair{"2019-01-01", "0 other years"}, std::pair{"2018-01-01", "1 other year"}})
    EXPECT_TRUE(throws_error([start = start] { UsualYear(years_of_composites(start, "2019-12-31"), {}); },
                             ErrorKind::bad_input, {others, "at least 2", "further years"}));
}

TEST(UsualYear, does_not_interpolate_across_a_year_that_the_cubes_lack) {
  std::vector<Period> periods;
  for (const int year : {2015, 2017, 2018, 2019})
    for (const Period& period : make_periods(first_day_of_year(year), first_day_of_year(year) + Days(179), 8))
      periods.push_back(period);
  const TimeAxis time(periods);
  const UsualYear usual(time, {});
  std::vector<double> values(static_cast<std::size_t>(time.size()), 0.5);
  std::vector<Departure> departures;
  usual.compare(values, {}, departures);
  for (const Departure& departure : departures) EXPECT_EQ(departure.years, 3);
  AnomalyOptions options;
  options.years = {2015, 2017, 2018};
  options.year = 2019;
  EXPECT_EQ(UsualYear(time, options).dates().size(), 23);
}

}  // namespace
}  // namespace undercast
