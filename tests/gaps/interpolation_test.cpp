// SPDX-License-Identifier: Apache-2.0
#include "gaps/interpolation.h"

#include <gtest/gtest.h>

#include <limits>

#include "small_cube.h"

namespace undercast {
namespace {

// One pixel at a time, as one would write it on paper.
float by_definition(const Variable& observed, int step, int row, int col) {
  if (std::isfinite(observed.at(step, row, col))) return observed.at(step, row, col);
  int before = step, after = step;
  while (before >= 0 && std::isnan(observed.at(before, row, col))) --before;
  while (after < observed.steps() && std::isnan(observed.at(after, row, col))) ++after;
  if (before < 0 && after == observed.steps()) return kMissing;
  if (before < 0) return observed.at(after, row, col);
  if (after == observed.steps()) return observed.at(before, row, col);
  const double t0 = observed.time[before].middle_day(), t1 = observed.time[after].middle_day();
  const double share = (observed.time[step].middle_day() - t0) / (t1 - t0);
  return static_cast<float>((1 - share) * observed.at(before, row, col) + share * observed.at(after, row, col));
}

TEST(Interpolation, equals_its_definition_at_every_value) {
  const Variable observed = small_cube(40, 60, 23, 0, 0.7, 1).ndvi;
  const Variable filled = interpolate_linearly(observed);
  for (int step = 0; step < observed.steps(); ++step)
    for (int row = 0; row < observed.rows; ++row)
      for (int col = 0; col < observed.cols; ++col) {
        const float expected = by_definition(observed, step, row, col);
        if (std::isnan(expected))
          EXPECT_TRUE(std::isnan(filled.at(step, row, col)));
        else
          EXPECT_NEAR(filled.at(step, row, col), expected, 1e-6);
      }
}

TEST(Interpolation, passes_observed_values_through_bit_for_bit) {
  const Variable observed = small_cube(8, 8, 20, 0, 0.5, 2).ndvi;
  const Variable filled = interpolate_linearly(observed);
  for (std::size_t i = 0; i < observed.values.size(); ++i)
    if (std::isfinite(observed.values[i])) EXPECT_EQ(filled.values[i], observed.values[i]);
}

TEST(Interpolation, weighs_by_days_not_by_steps) {
  Variable observed(
      TimeAxis({{parse_date("2018-01-01"), 1}, {parse_date("2018-01-02"), 1}, {parse_date("2018-01-11"), 1}}), 1, 1);
  observed.values = {0.0F, kMissing, 1.0F};
  EXPECT_NEAR(interpolate_linearly(observed).values[1], 0.1F, 1e-6);
}

TEST(GapDays, counts_from_the_previous_to_the_next_observation) {
  Variable observed(small_layout(1, 1, 6).ndvi, 1, 1);
  observed.values = {kMissing, 0.5F, kMissing, kMissing, 0.6F, kMissing};
  EXPECT_EQ(gap_days(observed), (std::vector<float>{-8, 0, 24, 24, 0, -8}));
}

TEST(GapDays, of_a_pixel_never_observed_is_open_ended) {
  const Variable observed(small_layout(1, 1, 3).ndvi, 1, 1);
  EXPECT_EQ(gap_days(observed), (std::vector<float>(3, -std::numeric_limits<float>::infinity())));
}

TEST(GapKinds, count_pixels_that_are_ever_observed) {
  Variable ndvi = small_cube(20, 20, 3, 0, 0.0, 1).ndvi;
  for (int step = 0; step < 3; ++step)  // a scene of 40 px in a frame of 400
    for (int row = 2; row < 20; ++row)
      for (int col = 0; col < 20; ++col) ndvi.at(step, row, col) = kMissing;
  for (int col = 0; col < 20; ++col) ndvi.at(1, 0, col) = ndvi.at(2, 0, col) = ndvi.at(2, 1, col) = kMissing;
  EXPECT_EQ(observed_shares(ndvi), (std::vector<double>{1, 0.5, 0}));
  EXPECT_EQ(date_kinds(ndvi),
            (std::vector<DateObserved>{DateObserved::partly, DateObserved::partly, DateObserved::not_at_all}));
}

}  // namespace
}  // namespace undercast
