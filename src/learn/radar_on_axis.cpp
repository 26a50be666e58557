// SPDX-License-Identifier: Apache-2.0
#include "learn/radar_on_axis.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "gaps/interpolation.h"

namespace undercast {
namespace {

double reach_days(const Period& period) { return std::max(kRadarReachDays, kRadarReachPeriods * period.length_days); }

// 1 where a value of the pixel reaches the day, [day, pixel].
std::vector<std::uint8_t> reached_by(const Variable& radar, const std::vector<double>& days) {
  const std::vector<double> from = radar.time.middle_days();
  std::vector<std::uint8_t> reached(days.size() * radar.pixels());
  for (int t = 0; t < radar.steps(); ++t)
    for (std::size_t day = 0; day < days.size(); ++day) {
      if (std::abs(days[day] - from[t]) > reach_days(radar.time[t])) continue;
      for (std::size_t pixel = 0; pixel < radar.pixels(); ++pixel)
        if (is_observed(radar.image(t)[pixel])) reached[day * radar.pixels() + pixel] = 1;
    }
  return reached;
}

}  // namespace

Variable radar_on_axis(const Variable& radar, const TimeAxis& axis) {
  Variable moved(axis, radar.rows, radar.cols);
  if (radar.empty()) return moved;
  const Variable filled = interpolate_linearly(radar);
  const std::vector<double> from = radar.time.middle_days(), to = axis.middle_days();
  const std::vector<std::uint8_t> reached = reached_by(radar, to);
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
      if (reached[t * moved.pixels() + pixel] != 0)
        image[pixel] = share > 0 ? a[pixel] + share * (b[pixel] - a[pixel]) : a[pixel];
  }
  return moved;
}

}  // namespace undercast
