// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

namespace undercast {

/// A season is given by steps of its series: the minimum before the peak, the peak, the minimum
/// after it.
struct Season {
  int before, peak, after;
  bool operator==(const Season&) const = default;
};

/// Returns the complete seasons of a series without gaps, in order of time. The prominence of a
/// peak is at least `min_amplitude`: on both sides, the lowest value before a higher peak or the
/// end of the series lies so far below it. While two minima lie nearer than `min_length_days`, the
/// shortest season joins its neighbour: the higher of its two minima is dropped together with the
/// lower of the two peaks beside it.
std::vector<Season> find_seasons(std::span<const double> days, std::span<const double> values, double min_amplitude,
                                 double min_length_days);

}  // namespace undercast
