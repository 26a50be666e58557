// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "io/footprint.h"

namespace undercast {

/// Which pixels of a scene classification (SCL of Sentinel-2 L2A) are used.
struct CloudMaskRule {
  std::vector<int> keep{4, 5, 6};
  double dilation_m = 20;
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

/// 1 where a pixel is used, NaN elsewhere. A pixel is used when its class is kept and no cloud or
/// cloud shadow (classes 3, 8, 9, 10, unless kept) has it within its disc. `classes` is [row, col];
/// NaN is neither used nor cloud.
std::vector<float> usable_pixels(const std::vector<float>& classes, int rows, int cols, const std::vector<int>& keep,
                                 const std::vector<PixelOffset>& disc);

}  // namespace undercast
