// SPDX-License-Identifier: Apache-2.0
#include "phenology/find_seasons.h"

#include <cstddef>
#include <utility>

namespace undercast {
namespace {

// Minima and maxima alternate, with a minimum first and last: minima[i] < maxima[i] < minima[i +
// 1].
struct TurningPoints {
  std::vector<int> minima, maxima;
};

// A turning point is known once the series has departed from it by min_amplitude.
TurningPoints turning_points(std::span<const double> values, double min_amplitude) {
  TurningPoints found;
  int low = 0, high = -1;
  for (int i = 1; i < static_cast<int>(values.size()); ++i) {
    if (high < 0) {
      if (values[i] < values[low]) low = i;
      if (values[i] - values[low] >= min_amplitude) high = i;
      continue;
    }
    if (values[i] > values[high]) high = i;
    if (values[high] - values[i] >= min_amplitude) {
      found.minima.push_back(low);
      found.maxima.push_back(high);
      low = i;
      high = -1;
    }
  }
  if (!found.maxima.empty()) found.minima.push_back(low);
  return found;
}

// Finds a minimum and a peak beside it, nearest to a season, that can be dropped together: the
// minimum is the higher of the peak's two minima, and the peak is the lower of the minimum's two
// peaks. So the rest still alternates between extremes.
std::pair<std::size_t, std::size_t> pair_to_drop(std::span<const double> values, const std::vector<int>& minima,
                                                 const std::vector<int>& maxima, std::size_t peak) {
  while (true) {
    const bool is_left = values[minima[peak]] > values[minima[peak + 1]];
    const std::size_t low = is_left ? peak : peak + 1;
    const bool is_outer = low == 0 || low == maxima.size();
    if (is_outer) return {low, peak};
    const std::size_t other = is_left ? peak - 1 : peak + 1;
    if (values[maxima[other]] >= values[maxima[peak]]) return {low, peak};
    peak = other;
  }
}

}  // namespace

std::vector<Season> find_seasons(std::span<const double> days, std::span<const double> values, double min_amplitude,
                                 double min_length_days) {
  auto [minima, maxima] = turning_points(values, min_amplitude);
  const auto length = [&minima = minima, days](std::size_t i) { return days[minima[i + 1]] - days[minima[i]]; };
  while (!maxima.empty()) {
    std::size_t shortest = 0;
    for (std::size_t i = 1; i < maxima.size(); ++i)
      if (length(i) < length(shortest)) shortest = i;
    if (length(shortest) >= min_length_days) break;
    const auto [gone, peak] = pair_to_drop(values, minima, maxima, shortest);
    minima.erase(minima.begin() + static_cast<std::ptrdiff_t>(gone));
    maxima.erase(maxima.begin() + static_cast<std::ptrdiff_t>(peak));
  }
  std::vector<Season> seasons;
  for (std::size_t i = 0; i < maxima.size(); ++i) seasons.push_back({minima[i], maxima[i], minima[i + 1]});
  return seasons;
}

}  // namespace undercast
