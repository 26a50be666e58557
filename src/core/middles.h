// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/time_axis.h"

namespace undercast {

/// The steps whose middles lie around a day; the same step twice before the first and after the
/// last middle.
struct MiddlesAround {
  int before = 0, after = 0;
  double share = 0;       ///< 0 on the middle before, 1 on the middle after
  double apart_days = 0;  ///< between the two
};

/// Returns the date that holds a moment, in days since 1970-01-01.
Date day_of(double moment);

/// Where a day (since 1970-01-01) lies between the middles of periods. The axis must not be empty.
MiddlesAround middles_around(const TimeAxis& time, double day);

/// The step whose middle lies nearest to a day. The axis must not be empty.
int nearest_step(const TimeAxis& time, double day);

}  // namespace undercast
