// SPDX-License-Identifier: Apache-2.0
#include "core/polygon.h"

#include <algorithm>
#include <cmath>

namespace undercast {

Window bounds_of(const Polygon& polygon, const Grid& grid) {
  constexpr double kFarthest = 1e15;
  double low_col = kFarthest, low_row = kFarthest, high_col = -kFarthest, high_row = -kFarthest;
  for (const auto& ring : polygon.rings)
    for (const auto& [col, row] : ring) {
      low_col = std::min(low_col, col), high_col = std::max(high_col, col);
      low_row = std::min(low_row, row), high_row = std::max(high_row, row);
    }
  const auto clip = [](double place, int size) { return static_cast<int>(std::clamp<double>(place, 0, size)); };
  Window window;
  window.col = clip(std::floor(low_col), grid.cols);
  window.row = clip(std::floor(low_row), grid.rows);
  window.cols = std::max(0, clip(std::ceil(high_col), grid.cols) - window.col);
  window.rows = std::max(0, clip(std::ceil(high_row), grid.rows) - window.row);
  return window;
}

double signed_area(const std::vector<Polygon::Corner>& ring) {
  if (ring.empty()) return 0;
  double twice = 0;
  const Polygon::Corner& origin = ring.front();  // places far from 0 would lose digits
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    twice += (a.col - origin.col) * (b.row - origin.row) - (b.col - origin.col) * (a.row - origin.row);
  }
  return twice / 2;
}

}  // namespace undercast
