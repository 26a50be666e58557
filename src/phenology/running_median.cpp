// SPDX-License-Identifier: Apache-2.0
#include "phenology/running_median.h"

#include <algorithm>
#include <numeric>

namespace undercast {

std::vector<int> running_median(std::span<const double> days, std::span<const double> values, double half_window_days) {
  const int steps = static_cast<int>(days.size());
  std::vector<int> medians, around;
  for (int step = 0; step < steps; ++step) {
    int reach = 0;
    while (step - reach > 0 && step + reach + 1 < steps && days[step] - days[step - reach - 1] <= half_window_days &&
           days[step + reach + 1] - days[step] <= half_window_days)
      ++reach;
    around.resize(static_cast<std::size_t>(2 * reach + 1));
    std::iota(around.begin(), around.end(), step - reach);
    std::nth_element(around.begin(), around.begin() + reach, around.end(),
                     [values](int a, int b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
    medians.push_back(around[static_cast<std::size_t>(reach)]);
  }
  return medians;
}

}  // namespace undercast
