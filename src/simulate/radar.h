// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/grid.h"
#include "simulate/calendar.h"

namespace undercast {

enum class Polarisation { vh, vv };

/// Backscatter (power, linear) of a canopy over soil after the water-cloud model (Attema and Ulaby
/// 1978, Radio Science 13; with the canopy descriptors V1 = 1 and V2 = relative canopy water, as
/// Prevot et al. 1993):
///     sigma = A cos(theta) (1 - T) + T sigma_soil,   T = exp(-2 B V2 / cos(theta)),
/// where A cos(theta) is Canopy::canopy_vh_db and 2 B / cos(theta) is Canopy::attenuation. The
/// soil's backscatter in dB is linear in its moisture (m³/m³; Ulaby et al. 1978), and raised where
/// freshly tilled.
double backscatter(const Canopy& canopy, double soil_moisture, Polarisation polarisation);

/// Multiplicative speckle of one image at the pixels of a window, [row, col]: mean 1 and mean² /
/// variance = `looks`. Independent gamma deviates are averaged over 3x3 px with weights 1 : 1/4,
/// since a high-resolution GRD product resolves about 20 m and is sampled at 10 m: neighbouring
/// pixels correlate by 0.44. A pixel's value does not depend on the window.
std::vector<float> speckle(const Window& window, double looks, std::uint64_t key);

}  // namespace undercast
