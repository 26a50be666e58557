// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "core/cube.h"

namespace undercast {

/// Pixels that are worked on together: loops over them vectorise, and what they need of memory stays in the cache.
inline constexpr int kLanes = 32;

/// Curves of kLanes pixels from what they show, all [time, lane]: `weights` are 1 where a value is observed; where they
/// are 0, so are the values.
using FitLanes = std::function<void(const float* weights, const float* values, float* curves)>;

/// Curves of all pixels of a variable, by `fit`; pixels with fewer than `least` observations, for which it need not
/// give anything sensible, are interpolated linearly.
Variable fit_in_lanes(const Variable& observed, int least, const FitLanes& fit);

}  // namespace undercast
