// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// One pixel, observed at both ends and interpolated between.
FilledWindow between(float first, float last) {
  Variable observed(small_layout(1, 1, 5).ndvi, 1, 1);
  observed.values.front() = first;
  observed.values.back() = last;
  FilledWindow filled{interpolate_linearly(observed), observed, gap_days(observed),
                      std::vector<Provenance>(5, Provenance::interpolated)};
  filled.provenance.front() = filled.provenance.back() = Provenance::observed;
  for (std::size_t i = 0; i < 5; ++i) filled.spread.values[i] = is_observed(observed.values[i]) ? 0.0F : 1.0F;
  return filled;
}

Bounds bounds_of_tenths(const FilledWindow& filled) {
  Calibration calibration;
  for (auto& factors : calibration.factor) factors.fill(0.1);
  return bounds_of(filled, calibration, std::vector<DateObserved>(5, DateObserved::partly));
}

TEST(Bounds, are_the_spread_times_the_factor_around_the_estimate) {
  const FilledWindow filled = between(0.6F, 0.5F);
  const Bounds bounds = bounds_of_tenths(filled);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_NEAR(bounds.lower.values[i], filled.ndvi.values[i] - 0.1, 1e-6);
    EXPECT_NEAR(bounds.upper.values[i], filled.ndvi.values[i] + 0.1, 1e-6);
  }
  EXPECT_EQ(bounds.lower.values[0], 0.6F) << "an observed value is its own bound";
  EXPECT_EQ(bounds.upper.values[4], 0.5F);
}

TEST(Bounds, hold_both_ends_of_a_gap_whose_ends_differ_much) {
  const Bounds bounds = bounds_of_tenths(between(0.9F, 0.2F));
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_LE(bounds.lower.values[i], 0.2F);
    EXPECT_GE(bounds.upper.values[i], 0.9F);
  }
  EXPECT_EQ(bounds.lower.values[0], 0.9F);
  EXPECT_EQ(bounds.upper.values[4], 0.2F);
}

TEST(Bounds, stay_missing_where_a_value_was_left_missing) {
  FilledWindow filled = between(0.9F, 0.2F);
  filled.ndvi.values[2] = filled.spread.values[2] = kMissing;
  filled.provenance[2] = Provenance::missing;
  const Bounds bounds = bounds_of_tenths(filled);
  EXPECT_TRUE(is_missing(bounds.lower.values[2]) && is_missing(bounds.upper.values[2]));
}

}  // namespace
}  // namespace undercast
