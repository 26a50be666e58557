// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// For each pixel the mean of the observed values in the square of `side_px` (odd) around it, as
/// far as it lies within the variable; NaN where there are none. In a list of points, the pixel's
/// own value. [time, row, col]
Variable neighbour_means(const Variable& variable, int side_px, int threads);

/// The share of the same square that is observed, 0..1. [time, row, col]
Variable observed_neighbour_shares(const Variable& variable, int side_px, int threads);

}  // namespace undercast
