// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// A smooth random field: octaves of value noise (Perlin 1985 in the form of Ebert et al. 2003,
/// chapter 2), each half as long and `gain` times as strong as the one before. The lattice holds
/// normal deviates and weights are normalised, so every value is standard normal and quantiles of
/// the field are known in advance.
struct NoiseShape {
  double longest_px;
  int octaves = 1;
  double gain = 0.5;
};

/// The field `key` at the pixels of a window, [row, col]. A pixel's value does not depend on the
/// window asked for.
std::vector<float> smooth_noise(const Window& window, const NoiseShape& shape, std::uint64_t key);

/// Inverse of the standard normal distribution (Acklam 2003, relative error below 1.2e-9);
/// ±infinity at 1 and 0.
double normal_quantile(double probability);

}  // namespace undercast
