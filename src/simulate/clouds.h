// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/date.h"
#include "core/grid.h"
#include "simulate/simulate_options.h"

namespace undercast {

/// Clouds and haze of one optical image, at each pixel of a window [row, col].
struct CloudImage {
  std::vector<unsigned char> masked;  ///< 1 under a cloud or its shadow, as a cloud mask finds it
  std::vector<float> haze;            ///< share of the signal from haze that the cloud mask misses
};

/// Clouds cover the pixels where fractal noise exceeds the quantile set by `cover` (0 to 1). Their
/// shadows lie north-west of them (a morning orbit of the northern hemisphere), farther in winter.
/// Haze lies at cloud edges, on a share `options.haze` of the cloudless pixels, and is not masked.
CloudImage clouds_in(const Window& window, const SimulateOptions& options, Date date, double cover);

}  // namespace undercast
