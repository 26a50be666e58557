// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// Radar backscatter (dB) at the middles of another axis' periods: linear in time between a pixel's
/// nearest values. Up to kRadarReachDays before the first and after the last value they are
/// repeated, beyond that missing. Where the axes coincide and nothing is missing, values pass
/// unchanged. [time, row, col]
Variable radar_on_axis(const Variable& radar, const TimeAxis& axis);

inline constexpr double kRadarReachDays = 16;

}  // namespace undercast
