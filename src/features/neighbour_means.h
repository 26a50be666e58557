// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// For each value the mean over the square of `side_px` (odd) around its pixel, of what is not missing and lies within
/// the variable; NaN where nothing is. Of a list of points each by itself. [time, row, col]
Variable neighbour_means(const Variable& variable, int side_px, int threads);

/// The share of the same square that is not missing, 0..1. [time, row, col]
Variable seen_shares(const Variable& variable, int side_px, int threads);

}  // namespace undercast
