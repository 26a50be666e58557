// SPDX-License-Identifier: Apache-2.0
#include "baselines/linear.h"

#include "core/interpolation.h"

namespace undercast {

std::vector<Estimate> LinearFiller::fill(const std::vector<Cube>& windows) {
  std::vector<Estimate> estimates;
  for (const Cube& window : windows) estimates.push_back({interpolate_linearly(window.ndvi)});
  return estimates;
}

}  // namespace undercast
