// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/cube.h"

namespace undercast {

/// Number of pixels that are processed together: loops over them vectorise, and their data stay in
/// the cache.
inline constexpr int kLanes = 32;

/// Fits curves to the observations of kLanes pixels, all [time, lane]. `weights` are 1 where a
/// value is observed, and 0 elsewhere, as are the values.
using FitLanes = std::function<void(const float* weights, const float* values, float* curves)>;

/// Returns the curves of all pixels of a variable. Pixels with fewer than `least` observations are
/// interpolated linearly; the curves that `fit` gives for them are not used.
Variable fit_in_lanes(const Variable& observed, int least, const FitLanes& fit);

}  // namespace undercast
