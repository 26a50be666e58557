// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

namespace undercast {

/// Steps of a season in its series: the minimum before the peak, the peak, the minimum after it.
struct Season {
  int before, peak, after;
  bool operator==(const Season&) const = default;
};

/// The complete seasons of a series without gaps, in order of time. A peak stands at least `min_amplitude` above the
/// lowest values that part it from higher ground or from the end of the series, on both sides (its prominence). While
/// two minima lie nearer than `min_length_days`, the shortest season joins its neighbour: the higher of its minima
/// goes, with the lower of the peaks beside that.
std::vector<Season> find_seasons(std::span<const double> days, std::span<const double> values, double min_amplitude,
                                 double min_length_days);

}  // namespace undercast
