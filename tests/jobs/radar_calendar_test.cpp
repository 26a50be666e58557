// SPDX-License-Identifier: Apache-2.0
#include "jobs/radar_calendar.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

std::vector<Date> days(const std::string& first, const std::string& last, int step) {
  std::vector<Date> list;
  for (Date day = parse_date(first); day <= parse_date(last); day += Days(step)) list.push_back(day);
  return list;
}

class RadarCalendar : public testing::Test {
 protected:
  RadarCalendar() { ask_for("2022-01-01", "2022-12-31"); }
  void ask_for(const std::string& first, const std::string& last) {
    calendar_.optical_dates = calendar_.radar_dates = {parse_date(first), parse_date(last)};
    calendar_.optical = days(first, last, 5);
  }
  void add_radar(const std::string& first, const std::string& last, const RadarTrack& track) {
    for (const Date day : days(first, last, 12)) calendar_.radar.push_back({day, track});
  }
  // Whether there is one warning for each of these parts, which it holds.
  testing::AssertionResult warns(const std::vector<std::string>& parts) const {
    const std::vector<std::string> warnings = warnings_of(calendar_);
    bool is_as_expected = warnings.size() == parts.size();
    for (std::size_t i = 0; i < parts.size() && is_as_expected; ++i)
      is_as_expected = warnings[i].find(parts[i]) != std::string::npos;
    return (is_as_expected ? testing::AssertionSuccess() : testing::AssertionFailure())
           << testing::PrintToString(warnings);
  }

  ArchiveCalendar calendar_;
};

TEST_F(RadarCalendar, counts_each_month_by_relative_orbit_and_platform) {
  ask_for("2022-11-15", "2023-02-28");
  calendar_.radar_dates.first = parse_date("2022-12-01");
  add_radar("2022-12-02", "2023-02-28", {37, "S1A"});
  add_radar("2022-12-08", "2023-01-31", {110, "S1C"});
  calendar_.radar.push_back({parse_date("2022-12-02"), {37, "S1A"}});  // a second burst of the same day
  calendar_.radar.push_back({parse_date("2022-11-30"), {37, "S1A"}});  // before radar is asked for
  EXPECT_EQ(describe(calendar_),
            "acquisitions a month          Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec\n"
            "2022  Sentinel-2                -   -   -   -   -   -   -   -   -   -   4   6\n"
            "2022  S1A, relative orbit 37    -   -   -   -   -   -   -   -   -   -   -   3\n"
            "2022  S1C, relative orbit 110   -   -   -   -   -   -   -   -   -   -   -   2\n"
            "2023  Sentinel-2                6   6   -   -   -   -   -   -   -   -   -   -\n"
            "2023  S1A, relative orbit 37    3   2   -   -   -   -   -   -   -   -   -   -\n"
            "2023  S1C, relative orbit 110   3   0   -   -   -   -   -   -   -   -   -   -\n");
}

TEST_F(RadarCalendar, names_radar_whose_orbit_and_platform_are_unknown) {
  add_radar("2022-01-01", "2022-12-31", {});
  EXPECT_NE(describe(calendar_).find("2022  Sentinel-1, relative orbit unknown   3   2"), std::string::npos);
}

TEST_F(RadarCalendar, has_no_warning_where_acquisitions_come_as_usual) {
  add_radar("2022-01-03", "2022-12-31", {37, "S1A"});
  EXPECT_TRUE(warns({}));
  calendar_.radar.clear();
  EXPECT_TRUE(warns({})) << "a cube without radar";
  calendar_.radar_dates.first = parse_date("2022-07-01");
  add_radar("2022-07-03", "2022-12-31", {37, "S1A"});
  EXPECT_TRUE(warns({})) << "the cube asks for radar of its last months alone";
}

// A period that lies in the future has neither.
TEST_F(RadarCalendar, ends_with_the_last_acquisition_of_sentinel_2) {
  add_radar("2022-01-03", "2022-06-30", {37, "S1A"});
  calendar_.optical = days("2022-01-01", "2022-07-04", 5);
  calendar_.optical_dates.last = parse_date("2022-07-10");
  calendar_.radar_dates.last = parse_date("2022-12-31");
  EXPECT_TRUE(warns({}));
}

TEST_F(RadarCalendar, warns_when_radar_stops_before_sentinel_2) {
  add_radar("2022-01-03", "2022-06-25", {37, "S1A"});
  EXPECT_TRUE(
      warns({"Sentinel-1 stops on 2022-06-20, 190 days before Sentinel-2, whose last "
             "acquisition is of 2022-12-27"}));
}

TEST_F(RadarCalendar, warns_of_a_late_beginning_and_of_a_gap) {
  add_radar("2022-03-01", "2022-05-31", {37, "S1A"});
  add_radar("2022-08-01", "2022-12-31", {37, "S1A"});
  EXPECT_TRUE(warns({"no Sentinel-1 acquisition from 2022-01-01 to 2022-02-28, where Sentinel-2 has 12",
                     "no Sentinel-1 acquisition from 2022-05-25 to 2022-07-31, where Sentinel-2 has"}));
}

TEST_F(RadarCalendar, warns_when_radar_thins_out) {
  ask_for("2021-01-01", "2022-12-31");
  add_radar("2021-01-03", "2022-12-31", {37, "S1A"});
  add_radar("2021-01-09", "2021-12-23", {37, "S1B"});
  EXPECT_TRUE(
      warns({"Sentinel-1 thins out in 2022-01: it has 2.5 acquisitions a month from then on, "
             "and 5.1 before"}));
}

TEST_F(RadarCalendar, does_not_call_more_radar_or_a_little_less_thin) {
  ask_for("2021-01-01", "2022-12-31");
  add_radar("2021-01-03", "2022-12-31", {37, "S1A"});
  add_radar("2021-01-06", "2022-12-31", {110, "S1A"});
  add_radar("2022-01-06", "2022-12-31", {37, "S1C"});
  EXPECT_TRUE(warns({}));
  add_radar("2021-01-06", "2021-12-31", {8, "S1A"});
  EXPECT_TRUE(warns({}));
}

TEST_F(RadarCalendar, warns_of_months_with_few_optical_images) {
  calendar_.optical = days("2022-01-01", "2022-01-31", 5);
  for (const Date day : days("2022-02-10", "2022-04-20", 25)) calendar_.optical.push_back(day);
  for (const Date day : days("2022-05-01", "2022-12-31", 10)) calendar_.optical.push_back(day);
  EXPECT_TRUE(
      warns({"Sentinel-2 has 3 acquisitions from 2022-02-01 to 2022-04-30, where its revisit "
             "of 5 days gives about 18"}));
}

TEST_F(RadarCalendar, does_not_expect_images_of_the_future) {
  ask_for("2100-01-01", "2100-12-31");
  calendar_.optical.clear();
  EXPECT_TRUE(warns({}));
}

TEST_F(RadarCalendar, expects_half_as_many_optical_images_of_one_satellite) {
  ask_for("2017-04-01", "2017-06-30");
  calendar_.optical = days("2017-04-01", "2017-06-30", 10);
  EXPECT_TRUE(warns({}));
  calendar_.optical.resize(2);
  EXPECT_TRUE(warns({"from 2017-05-01 to 2017-06-30"}));
}

}  // namespace
}  // namespace undercast
