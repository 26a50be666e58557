// SPDX-License-Identifier: Apache-2.0
#include "composite/radar_orbits.h"

#include <algorithm>

#include "composite/small_inputs.h"
#include "core/cube.h"

namespace undercast {
namespace {

const Date kStart = parse_date("2018-01-01");

// Images of one orbit every 6 days from a first day on, at two places; `covered` says for each
// image whether the second place has a value, too.
void add_orbit(int orbit, int first_day, int count, std::vector<RadarSample>& images, bool covers_both = true) {
  for (int i = 0; i < count; ++i)
    images.push_back({kStart + Days(first_day + 6 * i),
                      {orbit, i % 2 == 0 ? "S1A" : "S1B"},
                      {-15, covers_both ? -15.0F : kMissing}});
}

TimeAxis periods() { return make_periods(kStart, parse_date("2018-12-31"), 8); }

std::vector<std::string> names(const RadarOrbits& parts) {
  std::vector<std::string> list;
  for (const RadarOrbit& orbit : parts.orbits) list.push_back(orbit.name);
  return list;
}

TEST(RadarOrbits, that_images_say_are_parted_by_their_numbers) {
  std::vector<RadarSample> images;
  add_orbit(110, 0, 20, images);
  add_orbit(37, 1, 10, images);
  const RadarOrbits parts = part_by_orbit(images);
  EXPECT_EQ(names(parts), (std::vector<std::string>{"37", "110"}));
  EXPECT_EQ(parts.orbits[1].images.size(), 20);
  EXPECT_EQ(parts.orbits[0].platforms, (std::vector<std::string>{"S1A", "S1B"}));
  EXPECT_FALSE(parts.from_dates);
}

TEST(RadarAcquisitions, are_listed_once_in_order_of_date) {
  const std::vector<RadarSample> images{
      {kStart + Days(6), {37, "S1B"}}, {kStart, {37, "S1A"}}, {kStart, {37, "S1A"}}, {kStart + Days(2), {}}};
  EXPECT_EQ(list_of_acquisitions({0, 1, 2, 3}, images), "2018-01-01 37 S1A, 2018-01-03 ? ?, 2018-01-07 37 S1B");
  EXPECT_EQ(choose_radar("together", images, periods()).front().acquisitions,
            list_of_acquisitions({0, 1, 2, 3}, images));
  EXPECT_EQ(list_of_acquisitions({2}, images), "2018-01-01 37 S1A");
}

TEST(RadarOrbits, without_numbers_are_told_apart_by_dates_that_repeat_every_six_days) {
  std::vector<RadarSample> images;
  add_orbit(0, 0, 40, images);
  add_orbit(0, 5, 35, images);
  const RadarOrbits parts = part_by_orbit(images);
  EXPECT_EQ(names(parts), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(parts.from_dates);
  EXPECT_EQ(parts.orbits[0].images.size() + parts.orbits[1].images.size(), 75);
}

TEST(RadarOrbits, stay_unknown_where_dates_do_not_part_them_cleanly) {
  std::vector<RadarSample> stray, twice, many, some_known;
  add_orbit(0, 0, 40, stray);
  add_orbit(0, 3, 2, stray);  // two dates do not make an orbit
  add_orbit(0, 0, 40, twice);
  add_orbit(0, 0, 1, twice);  // two images of one date: of two orbits, or two parts of one?
  for (int day = 0; day < 4; ++day) add_orbit(0, day, 20, many);
  add_orbit(37, 0, 20, some_known);
  add_orbit(0, 5, 20, some_known);
  for (const auto* images : {&stray, &twice, &many, &some_known}) {
    EXPECT_FALSE(part_by_orbit(*images).known());
    const auto series = choose_radar("auto", *images, periods());
    ASSERT_EQ(series.size(), 1);
    EXPECT_EQ(series[0].images.size(), images->size());
    EXPECT_NE(series[0].description.find("unknown"), std::string::npos);
    for (const char* choice : {"best", "apart"})
      expect_error(ErrorKind::bad_input, "relative orbits of the Sentinel-1 images are unknown",
                   [&] { choose_radar(choice, *images, periods()); });
  }
}

TEST(RadarOrbits, auto_takes_together_the_orbits_that_each_cover_nearly_all_periods) {
  std::vector<RadarSample> images;
  add_orbit(110, 0, 61, images);
  add_orbit(37, 1, 60, images);
  add_orbit(8, 2, 20, images);
  const auto series = choose_radar("auto", images, periods());
  ASSERT_EQ(series.size(), 1);
  EXPECT_EQ(series[0].orbit, "");
  EXPECT_EQ(series[0].images.size(), 121);
  EXPECT_EQ(series[0].description,
            "relative orbits 37 (60 acquisitions of S1A, S1B), 110 (61 acquisitions of S1A, S1B) together; left out: 8 "
            "(20 acquisitions "
            "of S1A, S1B)");
}

TEST(RadarOrbits, auto_takes_one_orbit_where_no_other_covers_nearly_all_periods) {
  std::vector<RadarSample> images;
  add_orbit(110, 0, 61, images);
  add_orbit(37, 1, 40, images);
  const auto series = choose_radar("auto", images, periods());
  ASSERT_EQ(series.size(), 1);
  EXPECT_EQ(series[0].orbit, "110");
  EXPECT_EQ(series[0].images.size(), 61);
  EXPECT_EQ(series[0].description,
            "relative orbit 110 (61 acquisitions of S1A, S1B); left out: 37 (40 acquisitions of S1A, S1B)");
}

TEST(RadarOrbits, auto_takes_all_where_one_would_leave_a_hole_in_time_or_space) {
  std::vector<RadarSample> hole, half;
  add_orbit(110, 0, 30, hole);
  add_orbit(110, 6 * 34, 27, hole);   // three periods without it
  add_orbit(37, 1, 61, half, false);  // covers every period, but one of the two places
  std::vector<RadarSample> both = hole;
  add_orbit(37, 1, 61, both, false);
  EXPECT_EQ(choose_radar("auto", both, periods())[0].images.size(), both.size());
  add_orbit(110, 3, 30, half);
  EXPECT_EQ(choose_radar("auto", half, periods())[0].images.size(), half.size());
}

TEST(RadarOrbits, best_takes_one_orbit_whatever_it_leaves_out_and_apart_takes_each) {
  std::vector<RadarSample> images;
  add_orbit(37, 1, 20, images);
  add_orbit(110, 0, 30, images);
  EXPECT_EQ(choose_radar("together", images, periods())[0].images.size(), 50);
  const auto best = choose_radar("best", images, periods());
  ASSERT_EQ(best.size(), 1);
  EXPECT_EQ(best[0].orbit, "110");
  const auto apart = choose_radar("apart", images, periods());
  ASSERT_EQ(apart.size(), 2);
  EXPECT_EQ(apart[0].orbit, "110");
  EXPECT_EQ(apart[1].orbit, "37");
  EXPECT_EQ(apart[1].images.size(), 20);
}

}  // namespace
}  // namespace undercast
