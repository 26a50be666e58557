// SPDX-License-Identifier: Apache-2.0
#include "fill/blend.h"

#include <algorithm>

namespace undercast {

AxisTiles axis_tiles(int length, int size_px, int stride_px) {
  AxisTiles tiles;
  for (int start = 0;; start += stride_px) {
    tiles.starts.push_back(std::clamp(start, 0, std::max(0, length - size_px)));
    if (start + size_px >= length) break;
  }
  const auto raw_weight = [&](int i) { return static_cast<float>(std::min(i, size_px - 1 - i)) + 0.5F; };
  std::vector<float> total(static_cast<std::size_t>(std::max(length, size_px)), 0.0F);
  for (const int start : tiles.starts)
    for (int i = 0; i < size_px; ++i) total[start + i] += raw_weight(i);
  for (const int start : tiles.starts) {
    std::vector<float> weights;
    for (int i = 0; i < size_px; ++i) weights.push_back(raw_weight(i) / total[start + i]);
    tiles.weights.push_back(std::move(weights));
  }
  return tiles;
}

}  // namespace undercast
