// SPDX-License-Identifier: Apache-2.0
#include "phenology/find_seasons.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace undercast {
namespace {

std::vector<Season> seasons_of(const std::vector<double>& values, double min_amplitude = 0.2, double min_length = 1) {
  std::vector<double> days;
  for (std::size_t i = 0; i < values.size(); ++i) days.push_back(10.0 * static_cast<double>(i));
  return find_seasons(days, values, min_amplitude, min_length);
}

using Seasons = std::vector<Season>;

TEST(FindSeasons, finds_one_from_minimum_to_minimum) {
  EXPECT_EQ(seasons_of({0.4, 0.2, 0.5, 0.8, 0.6, 0.3, 0.1, 0.25}), (Seasons{{1, 3, 6}}));
}

TEST(FindSeasons, finds_two_that_share_a_minimum) {
  EXPECT_EQ(seasons_of({0.2, 0.8, 0.3, 0.7, 0.1}), (Seasons{{0, 1, 2}, {2, 3, 4}}));
}

TEST(FindSeasons, none_in_what_is_flat_or_only_rises_or_only_falls) {
  EXPECT_EQ(seasons_of({0.5, 0.5, 0.5, 0.5}), Seasons{});
  EXPECT_EQ(seasons_of({0.1, 0.3, 0.5, 0.9}), Seasons{});
  EXPECT_EQ(seasons_of({0.9, 0.5, 0.3, 0.1}), Seasons{});
  EXPECT_EQ(seasons_of({0.9, 0.1, 0.8}), Seasons{});
}

TEST(FindSeasons, a_dip_less_than_the_amplitude_parts_nothing) {
  EXPECT_EQ(seasons_of({0.1, 0.7, 0.55, 0.8, 0.1}), (Seasons{{0, 3, 4}}));
  EXPECT_EQ(seasons_of({0.1, 0.7, 0.45, 0.8, 0.1}), (Seasons{{0, 1, 2}, {2, 3, 4}}));
}

TEST(FindSeasons, leave_out_what_has_not_ended) { EXPECT_EQ(seasons_of({0.1, 0.7, 0.1, 0.8}), (Seasons{{0, 1, 2}})); }

TEST(FindSeasons, a_short_one_joins_its_neighbour_across_the_higher_minimum) {
  const std::vector<double> mown{0.2, 0.5, 0.8, 0.4, 0.7, 0.3, 0.6, 0.75, 0.5, 0.2};
  EXPECT_EQ(seasons_of(mown).size(), 3U);
  EXPECT_EQ(seasons_of(mown, 0.2, 30), (Seasons{{0, 2, 5}, {5, 7, 9}}));
}

TEST(FindSeasons, keep_the_lowest_minimum_when_seasons_join) {
  // Beyond the higher minimum of the second, which is short, lies a lower peak with a still higher
  // minimum behind it.
  const std::vector<double> values{0.1, 0.6, 0.9, 0.6, 0.2, 0.8, 0.3, 0.5, 0.7, 0.65, 0.45, 0.7, 0.95, 0.5, 0.1};
  EXPECT_EQ(seasons_of(values, 0.2, 30), (Seasons{{0, 2, 4}, {4, 12, 14}}));
}

TEST(FindSeasons, a_short_one_at_the_end_of_the_series_goes_with_its_outer_minimum_where_that_is_the_higher) {
  EXPECT_EQ(seasons_of({0.4, 0.7, 0.1, 0.5, 0.8, 0.5, 0.1}, 0.2, 30), (Seasons{{2, 4, 6}}));
  EXPECT_EQ(seasons_of({0.4, 0.7, 0.4}, 0.2, 30), Seasons{});
}

TEST(FindSeasons, hold_what_they_promise_on_any_series) {
  Random random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<double> values, days;
    double day = 0;
    for (int i = 0; i < 60; ++i) {
      values.push_back(std::clamp(0.5 + 0.2 * random.normal(), -1.0, 1.0));
      days.push_back(day += random.uniform(1, 15));
    }
    const double amplitude = random.uniform(0.05, 0.4), length = random.uniform(1, 120);
    const Seasons seasons = find_seasons(days, values, amplitude, length);
    for (std::size_t i = 0; i < seasons.size(); ++i) {
      const auto [before, peak, after] = seasons[i];
      ASSERT_TRUE(before < peak && peak < after);
      if (i > 0) ASSERT_EQ(seasons[i - 1].after, before);
      EXPECT_GE(days[after] - days[before], length);
      EXPECT_GE(values[peak] - std::max(values[before], values[after]), amplitude);
      EXPECT_EQ(*std::max_element(&values[before], &values[after] + 1), values[peak]);
      EXPECT_EQ(*std::min_element(&values[before], &values[peak] + 1), values[before]);
      EXPECT_EQ(*std::min_element(&values[peak], &values[after] + 1), values[after]);
    }
  }
}

}  // namespace
}  // namespace undercast
