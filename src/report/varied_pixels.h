// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// A pixel with what the report says about it.
struct VariedPixel {
  int row = 0, col = 0;
  double mean = 0, amplitude = 0;  ///< of the filled NDVI; amplitude from the 5th to the 95th percentile
  Date peak;                       ///< of the filled NDVI
  double missing_share = 0;        ///< before filling
  double longest_gap_days = 0;     ///< closed gaps only; 0: none
  std::string words() const;       ///< "Peaks in August; 33 % missing, longest gap 128 days"
};

/// Chooses at most `count` pixels that differ as much as possible in level, amplitude, day of the
/// peak and gaps. The first has the longest gap; each further one is farthest by ranks from those
/// chosen before. Candidates are pixels of up to 36 windows spread evenly over the scene whose
/// filled series has no gap. Throws as the sources do.
std::vector<VariedPixel> choose_varied_pixels(CubeSource& cube, CubeSource& filled, int count);

}  // namespace undercast
