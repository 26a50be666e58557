// SPDX-License-Identifier: Apache-2.0
#include "learn/radar_on_axis.h"

#include <algorithm>
#include <cmath>

#include "gaps/interpolation.h"

namespace undercast {
namespace {

// Days of each pixel's first and last value. In a pixel without any, the first lies after the last.
struct ObservedSpan {
  std::vector<double> first, last;

  ObservedSpan(const Variable& variable, const std::vector<double>& days)
      : first(variable.pixels(), HUGE_VAL), last(variable.pixels(), -HUGE_VAL) {
    for (int t = 0; t < variable.steps(); ++t)
      for (std::size_t pixel = 0; pixel < variable.pixels(); ++pixel) {
        if (is_missing(variable.image(t)[pixel])) continue;
        first[pixel] = std::min(first[pixel], days[t]);
        last[pixel] = days[t];
      }
  }
};

}  // namespace

Variable radar_on_axis(const Variable& radar, const TimeAxis& axis) {
  Variable moved(axis, radar.rows, radar.cols);
  if (radar.empty()) return moved;
  const Variable filled = interpolate_linearly(radar);
  const std::vector<double> from = radar.time.middle_days(), to = axis.middle_days();
  const ObservedSpan span(radar, from);
  for (std::size_t t = 0; t < to.size(); ++t) {
    const auto after = std::lower_bound(from.begin(), from.end(), to[t]);
    const auto last = static_cast<std::ptrdiff_t>(from.size()) - 1;
    const std::ptrdiff_t next = std::min(after - from.begin(), last);
    const std::ptrdiff_t previous = after == from.begin() || *(from.begin() + next) <= to[t] ? next : next - 1;
    const double gap = from[next] - from[previous];
    const auto share = gap > 0 ? static_cast<float>((to[t] - from[previous]) / gap) : 0.0F;
    const float* a = filled.image(static_cast<int>(previous));
    const float* b = filled.image(static_cast<int>(next));
    float* image = moved.image(static_cast<int>(t));
    for (std::size_t pixel = 0; pixel < moved.pixels(); ++pixel)
      if (to[t] >= span.first[pixel] - kRadarReachDays && to[t] <= span.last[pixel] + kRadarReachDays)
        image[pixel] = share > 0 ? a[pixel] + share * (b[pixel] - a[pixel]) : a[pixel];
  }
  return moved;
}

}  // namespace undercast
