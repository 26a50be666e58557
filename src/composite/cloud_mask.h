// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "io/footprint.h"

namespace undercast {

/// Which values of a mask are clear.
class MaskRule {
 public:
  /// These scene classes (SCL of Sentinel-2 L2A) are clear.
  static MaskRule scene_classes(const std::vector<int>& keep);
  /// In a mask from elsewhere these values are clear, or the values within limits, or the values in
  /// which none of these bits is set.
  static MaskRule values(const std::vector<int>& keep);
  static MaskRule limits(double least, double most);
  static MaskRule bits(const std::vector<int>& zero_bits);

  bool keeps(float value) const;
  /// Whether a value is cloud or cloud shadow, whose surroundings are not used either: the scene
  /// classes 3, 8, 9, 10, unless kept; in a mask from elsewhere whatever is not kept. NaN is
  /// neither kept nor cloud.
  bool is_cloud(float value) const;

 private:
  enum class Kind { scene_classes, values, limits, bits };

  explicit MaskRule(Kind kind) : kind_(kind) {}

  Kind kind_;
  std::vector<int> keep_;
  double least_ = 0, most_ = 0;
  std::uint32_t bits_ = 0;
};

struct PixelOffset {
  int row, col;
};

/// The neighbours of a pixel that are nearer than `distance_m`, without the pixel itself. The
/// distance is between the nearest points of two pixels, so any distance includes the eight that
/// touch.
std::vector<PixelOffset> disc(double distance_m, const PixelMetres& pixel);

/// The largest number of rows or columns that disc() spans to a side: the margin that a window
/// needs.
int disc_reach(double distance_m, const PixelMetres& pixel);

/// 1 where a pixel is used, NaN elsewhere. A pixel is used when the rule keeps its value and no
/// cloud has it within its disc. `mask` is [row, col].
std::vector<float> usable_pixels(const std::vector<float>& mask, int rows, int cols, const MaskRule& rule,
                                 const std::vector<PixelOffset>& disc);

}  // namespace undercast
