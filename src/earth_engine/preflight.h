// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "earth_engine/service.h"
#include "earth_engine/tiles.h"

namespace undercast {

/// The images that exist for a cube, and the cost of its retrieval.
struct EePreflight {
  std::vector<int> optical_images, radar_images;  ///< images that touch the area in each period
  std::size_t requests = 0;                       ///< requests for pixels, unless some must be split
  double megabytes = 0;                           ///< upper limit of what comes over the network
  double disk_megabytes = 0;                      ///< on disk until the cube is done
};

/// Asks how many images there are. Throws as EeService::ask does, and Error(bad_input) when there
/// is no Sentinel-2 image at all, or no Sentinel-1 image although radar is wanted.
EePreflight ee_preflight(const EeCube& cube, EeService& service);

/// One line for each period, then sums.
std::string describe(const EePreflight& preflight, const EeCube& cube);
/// One line with the numbers of images and requests.
std::string summary_of(const EePreflight& preflight);

}  // namespace undercast
