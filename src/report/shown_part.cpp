// SPDX-License-Identifier: Apache-2.0
#include "report/shown_part.h"

#include <algorithm>
#include <cmath>

namespace undercast {

ImageSize shrunk_to_fit(const Grid& grid, int most_px) {
  const double factor = std::max(1.0, static_cast<double>(std::max(grid.rows, grid.cols)) / most_px);
  return {std::max(1, static_cast<int>(grid.rows / factor)), std::max(1, static_cast<int>(grid.cols / factor))};
}

std::vector<int> half_observed_steps(const std::vector<double>& shares) {
  constexpr int kParts = 5;
  const int steps = static_cast<int>(shares.size()), parts = std::min(kParts, steps);
  const auto distance = [&](int step) { return std::abs(shares[step] - 0.5); };
  std::vector<int> chosen;
  for (int part = 0; part < parts; ++part) {
    int best = part * steps / parts;
    for (int step = best; step < (part + 1) * steps / parts; ++step)
      if (distance(step) < distance(best)) best = step;
    chosen.push_back(best);
  }
  return chosen;
}

}  // namespace undercast
