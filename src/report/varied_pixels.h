// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// A pixel worth looking at, and what is told of it.
struct VariedPixel {
  int row = 0, col = 0;
  double mean = 0, amplitude = 0;  ///< of the filled NDVI; amplitude from the 5th to the 95th percentile
  Date peak;                       ///< of the filled NDVI
  double missing_share = 0;        ///< before filling
  double longest_gap_days = 0;     ///< closed gaps only; 0: none
  std::string words() const;       ///< "Evergreen; 40 % missing, longest gap 56 days"
};

/// At most `count` pixels that differ as much as may be in level, amplitude, time of the peak, gaps: the first has the
/// longest gap, each other one is farthest from those before it, by ranks, among pixels of up to 36 windows spread
/// evenly over the scene. Pixels without filled values are none. Throws as the sources do.
std::vector<VariedPixel> choose_varied_pixels(CubeSource& cube, CubeSource& filled, int count);

}  // namespace undercast
