// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "baselines/coregionalisation.h"
#include "core/cube.h"

namespace undercast {

/// The slots of a cube's NDVI and VH.
Slots slots_of(const CubeLayout& layout);

/// Each pixel's NDVI, and VH averaged in power over the valid ones of 3 x 3 px and told in dB: speckle would otherwise
/// be most of what VH says. NaN: missing. [slot, pixel]
Eigen::MatrixXf pixel_series(const Cube& window);

/// pixel_series of pixels from all over the scene that show kLeastValues or more: about `pixels` of them, or all
/// of a small scene. [slot, pixel]
Eigen::MatrixXf sample_pixel_series(CubeSource& scene, int pixels);

}  // namespace undercast
