// SPDX-License-Identifier: Apache-2.0
#include "fill/long_gaps.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// A pixel that was observed on steps 1, 3 and 18 of 20 of 8 days each, and one that never was.
FilledWindow two_pixels() {
  Variable observed(small_layout(1, 2, 20).ndvi, 1, 2);
  for (const int step : {1, 3, 18}) observed.at(step, 0, 0) = 0.5F;
  FilledWindow filled{interpolate_linearly(observed), observed, gap_days(observed),
                      std::vector<Provenance>(observed.values.size(), Provenance::low_trust)};
  for (std::size_t i = 0; i < observed.values.size(); ++i)
    if (is_observed(observed.values[i])) filled.provenance[i] = Provenance::observed;
  return filled;
}

TEST(NearestDays, are_those_to_the_previous_or_the_next_observation) {
  const std::vector<float> nearest = nearest_days(two_pixels());
  const float expected[] = {8, 0, 8, 0, 8, 16};
  for (std::size_t step = 0; step < 6; ++step) {
    EXPECT_EQ(nearest[2 * step], expected[step]) << step;
    EXPECT_TRUE(std::isinf(nearest[2 * step + 1]));
  }
}

TEST(LongGaps, are_left_missing_and_open_ones_beyond_their_distance) {
  const auto is_left = [](float most_days) {
    FilledWindow filled = two_pixels();
    leave_missing(filled, most_days);
    std::string steps;
    for (int step = 0; step < 20; ++step) {
      const bool missing = is_missing(filled.ndvi.at(step, 0, 0));
      EXPECT_EQ(missing, filled.provenance[2 * static_cast<std::size_t>(step)] == Provenance::missing);
      steps += missing ? '-' : '+';
      EXPECT_TRUE(is_missing(filled.ndvi.at(step, 0, 1))) << "nothing is known of the second pixel";
    }
    return steps;
  };
  EXPECT_EQ(is_left(4), "-+-+--------------+-") << "observations stay";
  EXPECT_EQ(is_left(8), "++-+--------------++") << "the open ends are one step long";
  EXPECT_EQ(is_left(16), "++++--------------++");
  EXPECT_EQ(is_left(120), "++++++++++++++++++++");
}

}  // namespace
}  // namespace undercast
