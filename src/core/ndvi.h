// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "core/cube.h"

namespace undercast {

/// Below this red reflectance the errors of atmospheric correction decide NDVI.
inline constexpr double kRedFloor = 0.005;

/// NDVI of two reflectances, within [-1, 1]: negative reflectance, which an offset makes of dark
/// pixels, counts as 0. NaN when both are 0 or one is NaN.
inline float ndvi_of(double red, double nir) {
  // std::max(NaN, 0) is NaN, as wanted.
  const double r = std::max(red, 0.0), n = std::max(nir, 0.0);
  return r + n > 0 ? static_cast<float>((n - r) / (n + r)) : kMissing;
}

}  // namespace undercast
