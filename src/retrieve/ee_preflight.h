// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "retrieve/ee_service.h"
#include "retrieve/ee_tiles.h"

namespace undercast {

/// What there is for a cube, and what it takes to get it.
struct EePreflight {
  std::vector<int> optical_looks, radar_looks;  ///< images that touch the area in each period
  std::size_t requests = 0;                     ///< for pixels, unless some must be split
  double megabytes = 0;                         ///< that come over the network, at most
  double disk_megabytes = 0;                    ///< until the cube is done
};

/// Asks how many images there are. Throws as EeService::ask does, and Error(bad_input) when there is no Sentinel-2
/// image at all, or no Sentinel-1 image although radar is wanted.
EePreflight ee_preflight(const EeCube& cube, EeService& service);

/// A line for each period, then sums.
std::string describe(const EePreflight& preflight, const EeCube& cube);
/// One line: looks and requests.
std::string summary_of(const EePreflight& preflight);

}  // namespace undercast
