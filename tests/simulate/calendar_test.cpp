// SPDX-License-Identifier: Apache-2.0
#include "simulate/calendar.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace undercast {
namespace {

Calendar field(int id) {
  return Calendar({static_cast<std::uint64_t>(id), LandCover::cropland}, parse_date("2018-01-01"),
                  parse_date("2018-12-31"));
}

TEST(Calendar, sows_after_the_harvest_before) {
  std::set<std::string> names;
  for (int id = 0; id < 500; ++id) {
    const Calendar calendar = field(id);
    const std::vector<Sowing>& sowings = calendar.sowings();
    for (std::size_t i = 1; i < sowings.size(); ++i) {
      EXPECT_GT(sowings[i].sown, sowings[i - 1].harvest) << "field " << id;
      names.insert(sowings[i].crop->name);
    }
  }
  EXPECT_GE(names.size(), 8U);  // every crop, and catch crops
}

TEST(Calendar, loses_its_green_within_a_week_of_harvesting_maize) {
  int fields = 0;
  for (int id = 0; id < 200; ++id) {
    const Calendar calendar = field(id);
    for (const Sowing& sowing : calendar.sowings()) {
      if (std::string(sowing.crop->name) != "maize") continue;
      ++fields;
      EXPECT_LT(calendar.at(sowing.harvest + 5, 0).green, 0.1);
      EXPECT_LT(calendar.at(sowing.harvest + 5, 0).water, 0.05);
      EXPECT_GT(calendar.at(sowing.harvest - 5, 0).water, 0.2);
    }
  }
  EXPECT_GT(fields, 20);
}

TEST(Calendar, keeps_cover_and_water_between_none_and_full) {
  for (const LandCover cover : {LandCover::cropland, LandCover::meadow, LandCover::deciduous_forest,
                                LandCover::evergreen_forest, LandCover::built_up, LandCover::water})
    for (int id = 0; id < 40; ++id) {
      const Calendar calendar({static_cast<std::uint64_t>(id), cover}, parse_date("2018-01-01"),
                              parse_date("2019-12-31"));
      for (int day = 17532; day < 17532 + 730; day += 3) {
        const Canopy canopy = calendar.at(day, 2.5);
        ASSERT_TRUE(canopy.green >= 0 && canopy.green <= 1) << static_cast<int>(cover) << " " << canopy.green;
        ASSERT_TRUE(canopy.water >= 0 && canopy.water <= 1.1) << static_cast<int>(cover) << " " << canopy.water;
      }
    }
}

TEST(Calendar, mows_meadows_two_to_four_times_a_year_and_they_regrow) {
  const Calendar calendar({5, LandCover::meadow}, parse_date("2018-01-01"), parse_date("2018-12-31"));
  const double first_2018 = 17532;
  int cuts = 0;
  for (const double day : calendar.mowings()) {
    if (day < first_2018 || day > first_2018 + 365) continue;
    ++cuts;
    EXPECT_LT(calendar.at(day + 3, 0).green, 0.6 * calendar.at(day - 5, 0).green);
    EXPECT_GT(calendar.at(day + 30, 0).green, 1.5 * calendar.at(day + 3, 0).green);
  }
  EXPECT_GE(cuts, 2);
  EXPECT_LE(cuts, 4);
}

}  // namespace
}  // namespace undercast
