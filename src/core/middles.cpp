// SPDX-License-Identifier: Apache-2.0
#include "core/middles.h"

#include <algorithm>
#include <cmath>

namespace undercast {

Date day_of(double moment) { return Date(Days(static_cast<int>(std::floor(moment)))); }

MiddlesAround middles_around(const TimeAxis& time, double day) {
  const auto later = std::upper_bound(time.begin(), time.end(), day,
                                      [](double d, const Period& period) { return d < period.middle_day(); });
  const int after = static_cast<int>(later - time.begin()), last = time.size() - 1;
  if (after == 0 || after > last) return {std::max(after - 1, 0), std::min(after, last)};
  const double apart = later->middle_day() - (later - 1)->middle_day();
  return {after - 1, after, (day - (later - 1)->middle_day()) / apart, apart};
}

int nearest_step(const TimeAxis& time, double day) {
  const MiddlesAround around = middles_around(time, day);
  return around.share > 0.5 ? around.after : around.before;
}

}  // namespace undercast
