// SPDX-License-Identifier: Apache-2.0
#include "gaps/gap_ends.h"

#include <gtest/gtest.h>

#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(GapEnds, are_the_observations_strictly_before_and_after) {
  Variable observed = small_cube(1, 1, 6, 0, 1.0, 1).ndvi;
  observed.values = {kMissing, 0.2F, kMissing, 0.4F, 0.5F, kMissing};
  const GapEnds ends(observed);
  EXPECT_EQ(ends.previous, (std::vector<std::int16_t>{-1, -1, 1, 1, 3, 4}));
  EXPECT_EQ(ends.next, (std::vector<std::int16_t>{1, 3, 3, 4, -1, -1}));
}

TEST(GapEnds, give_missing_values_their_interpolation) {
  const Variable observed = small_cube(6, 7, 20, 0, 0.6, 2).ndvi;
  const Variable without = interpolate_without_self(observed, GapEnds(observed)),
                 usual = interpolate_linearly(observed);
  for (std::size_t i = 0; i < observed.values.size(); ++i)
    if (!std::isfinite(observed.values[i])) EXPECT_NEAR(without.values[i], usual.values[i], 1e-6);
}

TEST(GapEnds, give_an_observed_value_what_it_would_be_filled_with) {
  const Variable observed = small_cube(3, 3, 12, 0, 0.3, 3).ndvi;
  const Variable without = interpolate_without_self(observed, GapEnds(observed));
  for (std::size_t i = 0; i < observed.values.size(); ++i) {
    if (!std::isfinite(observed.values[i])) continue;
    Variable hidden = observed;
    hidden.values[i] = kMissing;
    EXPECT_NEAR(without.values[i], interpolate_linearly(hidden).values[i], 1e-6);
  }
}

}  // namespace
}  // namespace undercast
