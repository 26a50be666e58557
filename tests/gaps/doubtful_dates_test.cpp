// SPDX-License-Identifier: Apache-2.0
#include "gaps/doubtful_dates.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace undercast {
namespace {

const Date kFirst = parse_date("2018-01-01");

Variable constant(int steps, int step_days, float value) {
  std::vector<Period> periods;
  for (int step = 0; step < steps; ++step) periods.push_back({kFirst + Days(step * step_days), step_days});
  Variable variable(TimeAxis(periods), 10, 10);
  std::fill(variable.values.begin(), variable.values.end(), value);
  return variable;
}

void set_image(Variable& variable, int step, float value) {
  std::fill_n(variable.image(step), variable.pixels(), value);
}

std::vector<int> departing(const Variable& ndvi) {
  std::vector<int> steps;
  for (const DepartingDate& date : departing_dates(ndvi)) steps.push_back(date.step);
  return steps;
}

TEST(DepartingDates, are_those_that_lie_far_above_or_below_both_neighbours) {
  Variable ndvi = constant(12, 8, 0.5F);
  set_image(ndvi, 3, 0.75F);
  set_image(ndvi, 8, 0.25F);
  EXPECT_EQ(departing(ndvi), (std::vector<int>{3, 8}));
  EXPECT_NEAR(departing_dates(ndvi)[1].from_next, -0.25, 1e-6);
  set_image(ndvi, 3, 0.69F);
  EXPECT_EQ(departing(ndvi), (std::vector<int>{8}));
}

TEST(DepartingDates, are_not_steps_or_slopes) {
  Variable ndvi = constant(8, 8, 0.2F);
  for (int step = 4; step < 8; ++step) set_image(ndvi, step, 0.8F);
  EXPECT_TRUE(departing(ndvi).empty()) << "a harvest departs from one neighbour alone";
  for (int step = 0; step < 8; ++step) set_image(ndvi, step, -0.9F + 0.25F * static_cast<float>(step));
  EXPECT_TRUE(departing(ndvi).empty());
}

// A date on which only bright pixels are observed has a high mean, but no pixel departs.
TEST(DepartingDates, are_judged_by_the_same_pixels_alone) {
  Variable ndvi = constant(5, 8, 0.2F);
  for (int step = 0; step < 5; ++step) std::fill_n(ndvi.image(step), 50, 0.8F);
  std::fill_n(ndvi.image(2) + 50, 50, kMissing);
  EXPECT_TRUE(departing(ndvi).empty());
}

TEST(DepartingDates, look_for_neighbours_with_enough_common_pixels_within_thirty_days) {
  Variable ndvi = constant(9, 8, 0.5F);
  set_image(ndvi, 4, 0.9F);
  set_image(ndvi, 3, kMissing);
  std::fill_n(ndvi.image(5), 91, kMissing);  // nine pixels are left
  EXPECT_EQ(departing(ndvi), (std::vector<int>{4}));
  for (const int step : {1, 2}) set_image(ndvi, step, kMissing);
  EXPECT_TRUE(departing(ndvi).empty()) << "the previous date lies 32 days before";
}

Cube with_radar(int ndvi_steps, const std::vector<int>& missing) {
  Cube cube;
  cube.ndvi = constant(ndvi_steps, 8, 0.5F);
  cube.vh = constant(ndvi_steps, 8, -15);
  for (const int step : missing) set_image(cube.vh, step, kMissing);
  return cube;
}

TEST(RadarGaps, are_named_where_radar_ends_begins_or_pauses) {
  EXPECT_TRUE(radar_gaps(with_radar(20, {})).empty());
  EXPECT_EQ(describe(radar_gaps(with_radar(20, {15, 16, 17, 18, 19}))), "2018-05-01 to 2018-06-09");
  EXPECT_EQ(describe(radar_gaps(with_radar(20, {0, 1, 2, 3, 4, 9, 10, 11, 12, 13}))),
            "2018-01-01 to 2018-02-09, 2018-03-14 to 2018-04-22");
}

TEST(RadarGaps, of_up_to_32_days_or_three_usual_distances_are_none) {
  EXPECT_TRUE(radar_gaps(with_radar(20, {4, 5, 6, 7})).empty());
  Cube monthly = with_radar(20, {});
  monthly.ndvi = constant(12, 30, 0.5F);
  monthly.vh = constant(12, 30, -15);
  for (const int step : {4, 5}) set_image(monthly.vh, step, kMissing);
  EXPECT_TRUE(radar_gaps(monthly).empty());
  for (const int step : {6, 7}) set_image(monthly.vh, step, kMissing);
  EXPECT_EQ(radar_gaps(monthly).size(), 1);
}

TEST(RadarGaps, of_periods_reach_from_the_begin_to_the_day_before_the_end) {
  const std::vector<Period> days{{kFirst + Days(40), 1}, {kFirst + Days(52), 1}, {kFirst + Days(64), 1}};
  EXPECT_EQ(describe(radar_gaps(days, kFirst, kFirst + Days(102))),
            "2018-01-01 to 2018-02-09, 2018-03-07 to 2018-04-12");
  EXPECT_TRUE(radar_gaps(days, kFirst + Days(8), kFirst + Days(97)).empty());
  EXPECT_EQ(radar_gaps({}, kFirst, kFirst + Days(33)).size(), 1);
}

TEST(RadarGaps, include_dates_on_which_few_pixels_have_radar_and_cubes_whose_radar_is_all_missing) {
  Cube cube = with_radar(20, {});
  for (int step = 10; step < 20; ++step) std::fill_n(cube.vh.image(step), 60, kMissing);
  EXPECT_EQ(radar_gaps(cube).size(), 1);
  Cube none = with_radar(20, {});
  std::fill(none.vh.values.begin(), none.vh.values.end(), kMissing);
  EXPECT_EQ(describe(radar_gaps(none)), "2018-01-01 to 2018-06-09");
  none.vh = Variable();
  EXPECT_TRUE(radar_gaps(none).empty()) << "a cube without radar has no gaps of it";
}

TEST(Doubts, name_each_date) {
  Cube cube = with_radar(20, {15, 16, 17, 18, 19});
  set_image(cube.ndvi, 3, 0.1F);
  const std::vector<std::string> doubts = doubts_of(cube);
  ASSERT_EQ(doubts.size(), 2);
  EXPECT_NE(doubts[0].find("2018-01-25"), std::string::npos) << doubts[0];
  EXPECT_NE(doubts[1].find("2018-05-01 to 2018-06-09"), std::string::npos) << doubts[1];
}

}  // namespace
}  // namespace undercast
