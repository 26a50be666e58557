// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "classical/gaussian_process/coregionalisation.h"
#include "core/cube.h"

namespace undercast {

/// The slots of a cube's NDVI and VH.
Slots slots_of(const CubeLayout& layout);

/// Each pixel's NDVI, and its VH in dB, averaged in power over the valid values of 3 x 3 px:
/// speckle would otherwise be most of it. NaN: missing. [slot, pixel]
Eigen::MatrixXf pixel_series(const Cube& window);

/// So many pixels of a scene tell what its pixels have in common.
inline constexpr int kSamplePixels = 16384;

/// pixel_series() of about `pixels` pixels from all over the scene, or of all pixels of a small
/// scene, as far as they have kLeastValues observations. Without VH the slots are the NDVI dates
/// alone. [slot, pixel]
Eigen::MatrixXf sample_pixel_series(CubeSource& scene, int pixels, bool with_vh);

}  // namespace undercast
