// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// Radar backscatter (dB) at the middles of another axis' periods: linear in time between a pixel's
/// nearest values, repeated before the first and after the last. A value reaches kRadarReachDays or
/// kRadarReachPeriods of its own periods, whichever is longer; where none reaches, the result is
/// missing. Where the axes coincide and nothing is missing, values pass unchanged. [time, row, col]
Variable radar_on_axis(const Variable& radar, const TimeAxis& axis);

inline constexpr double kRadarReachDays = 16, kRadarReachPeriods = 1.5;

}  // namespace undercast
