// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// For each value, observed or not, the pixel's nearest observed steps strictly before and strictly
/// after it; kNone where there is none. [time, row, col]
struct GapEnds {
  static constexpr std::int16_t kNone = -1;
  std::vector<std::int16_t> previous, next;

  explicit GapEnds(const Variable& observed);
};

/// Interpolates linearly in time between the ends of each value's gap; the one end where there is
/// only one, NaN where there is none. An observed value is interpolated as if it were missing, from
/// the pixel's others. [time, row, col]
Variable interpolate_without_self(const Variable& observed, const GapEnds& ends);

/// A place between the ends of a gap, where any curve can be interpolated.
struct BetweenEnds {
  int previous = GapEnds::kNone, next = GapEnds::kNone;
  float share = 0;  ///< 0 at the previous end, 1 at the next

  BetweenEnds(int previous_step, int next_step, const std::vector<double>& days, int step);
  bool exists() const { return previous != GapEnds::kNone || next != GapEnds::kNone; }
  /// `at` gives a curve's value on a step.
  template <class Curve>
  float interpolate(Curve at) const {
    if (previous == GapEnds::kNone) return at(next);
    if (next == GapEnds::kNone) return at(previous);
    return (1 - share) * at(previous) + share * at(next);
  }
};

}  // namespace undercast
