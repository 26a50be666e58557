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

/// The neighbours of a pixel that are nearer to it than `distance_m`, measured between the nearest points of the two
/// pixels (so that any distance takes in the eight that touch it); without the pixel itself.
std::vector<PixelOffset> disc(double distance_m, const PixelMetres& pixel);

/// Pixels that disc() reaches at most, in each direction: the margin that a window needs.
int disc_reach(double distance_m, const PixelMetres& pixel);

/// 1 where a pixel is used, NaN elsewhere: where its class is kept and no cloud or cloud shadow (classes 3, 8, 9, 10,
/// as far as they are not kept) is nearer than the disc reaches. `classes` [row, col]; NaN is not used and no cloud.
std::vector<float> usable_pixels(const std::vector<float>& classes, int rows, int cols, const std::vector<int>& keep,
                                 const std::vector<PixelOffset>& disc);

}  // namespace undercast
