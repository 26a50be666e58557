// SPDX-License-Identifier: Apache-2.0
#include "composite/cloud_mask.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/cube.h"

namespace undercast {
namespace {

constexpr std::array kCloudClasses{3, 8, 9, 10};  // cloud shadow, cloud of medium and high probability, thin cirrus

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

MaskRule MaskRule::scene_classes(const std::vector<int>& keep) {
  MaskRule rule(Kind::scene_classes);
  rule.keep_ = keep;
  return rule;
}

MaskRule MaskRule::values(const std::vector<int>& keep) {
  MaskRule rule(Kind::values);
  rule.keep_ = keep;
  return rule;
}

MaskRule MaskRule::limits(double least, double most) {
  MaskRule rule(Kind::limits);
  rule.least_ = least;
  rule.most_ = most;
  return rule;
}

MaskRule MaskRule::bits(const std::vector<int>& zero_bits) {
  MaskRule rule(Kind::bits);
  for (const int bit : zero_bits) rule.bits_ |= std::uint32_t{1} << bit;
  return rule;
}

bool MaskRule::keeps(float value) const {
  if (is_missing(value)) return false;
  // A limit such as 0.6 is no float, so it is compared as one.
  if (kind_ == Kind::limits) return value >= static_cast<float>(least_) && value <= static_cast<float>(most_);
  if (kind_ == Kind::bits) return value >= 0 && value < 4e9F && (static_cast<std::uint32_t>(value) & bits_) == 0;
  return std::any_of(keep_.begin(), keep_.end(), [&](int kept) { return value == static_cast<float>(kept); });
}

bool MaskRule::is_cloud(float value) const {
  if (is_missing(value) || keeps(value)) return false;
  return kind_ != Kind::scene_classes || std::any_of(kCloudClasses.begin(), kCloudClasses.end(),
                                                     [&](int cloud) { return value == static_cast<float>(cloud); });
}

std::vector<float> usable_pixels(const std::vector<float>& mask, int rows, int cols, const MaskRule& rule,
                                 const std::vector<PixelOffset>& disc) {
  const auto index = [&](int row, int col) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col);
  };
  std::vector<float> usable(mask.size(), kMissing);
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (rule.keeps(mask[i])) usable[i] = 1;
  if (disc.empty()) return usable;
  std::vector<std::uint8_t> cloud(mask.size());
  std::transform(mask.begin(), mask.end(), cloud.begin(), [&](float value) { return rule.is_cloud(value) ? 1 : 0; });
  const auto is_cloud = [&](int row, int col) {
    return row >= 0 && row < rows && col >= 0 && col < cols && cloud[index(row, col)] != 0;
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
