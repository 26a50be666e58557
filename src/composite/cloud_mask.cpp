// SPDX-License-Identifier: Apache-2.0
#include "composite/cloud_mask.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/cube.h"

namespace undercast {
namespace {

constexpr std::array kCloudClasses{3, 8, 9, 10};  // cloud shadow, cloud of medium and high probability, thin cirrus
constexpr int kClasses = 256;

}  // namespace

int disc_reach(double distance_m, const PixelMetres& pixel) {
  if (distance_m <= 0) return 0;
  return static_cast<int>(std::ceil(distance_m / std::min(pixel.across, pixel.down) - 1e-6));
}

std::vector<PixelOffset> disc(double distance_m, const PixelMetres& pixel) {
  std::vector<PixelOffset> offsets;
  const int reach = disc_reach(distance_m, pixel);
  for (int row = -reach; row <= reach; ++row)
    for (int col = -reach; col <= reach; ++col) {
      const double across_m = std::max(0, std::abs(col) - 1) * pixel.across;
      const double down_m = std::max(0, std::abs(row) - 1) * pixel.down;
      const bool itself = row == 0 && col == 0;
      if (!itself && std::hypot(across_m, down_m) < distance_m * (1 - 1e-6)) offsets.push_back({row, col});
    }
  return offsets;
}

std::vector<float> usable_pixels(const std::vector<float>& classes, int rows, int cols, const std::vector<int>& keep,
                                 const std::vector<PixelOffset>& disc) {
  std::array<bool, kClasses> kept{}, cloud{};
  for (const int c : keep) kept[static_cast<std::size_t>(c)] = true;
  for (const int c : kCloudClasses) cloud[static_cast<std::size_t>(c)] = !kept[static_cast<std::size_t>(c)];
  const auto is = [&](const std::array<bool, kClasses>& set, float value) {
    return value >= 0 && value < kClasses && set[static_cast<std::size_t>(value)];
  };
  const auto index = [&](int row, int col) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col);
  };
  std::vector<float> usable(classes.size(), kMissing);
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (is(kept, classes[i])) usable[i] = 1;
  if (disc.empty()) return usable;
  const auto is_cloud = [&](int row, int col) {
    return row >= 0 && row < rows && col >= 0 && col < cols && is(cloud, classes[index(row, col)]);
  };
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) {
      if (!is_cloud(row, col)) continue;
      // Pixels with cloud on all four sides cannot reach further than those beside them.
      if (is_cloud(row - 1, col) && is_cloud(row + 1, col) && is_cloud(row, col - 1) && is_cloud(row, col + 1))
        continue;
      for (const PixelOffset& offset : disc) {
        const int r = row + offset.row, c = col + offset.col;
        if (r >= 0 && r < rows && c >= 0 && c < cols) usable[index(r, c)] = kMissing;
      }
    }
  return usable;
}

}  // namespace undercast
