// SPDX-License-Identifier: Apache-2.0
#include "features/radar_on_axis.h"

#include <algorithm>

#include "core/interpolation.h"

namespace undercast {

Variable radar_on_axis(const Variable& radar, const TimeAxis& axis) {
  Variable moved(axis, radar.rows, radar.cols);
  if (radar.empty()) return moved;
  const Variable filled = interpolate_linearly(radar);
  const std::vector<double> from = radar.time.middle_days(), to = axis.middle_days();
  for (std::size_t t = 0; t < to.size(); ++t) {
    if (to[t] < from.front() - kRadarReachDays || to[t] > from.back() + kRadarReachDays) continue;
    const auto after = std::lower_bound(from.begin(), from.end(), to[t]);
    const auto last = static_cast<std::ptrdiff_t>(from.size()) - 1;
    const std::ptrdiff_t next = std::min(after - from.begin(), last);
    const std::ptrdiff_t previous = after == from.begin() || *(from.begin() + next) <= to[t] ? next : next - 1;
    const double gap = from[static_cast<std::size_t>(next)] - from[static_cast<std::size_t>(previous)];
    const auto share = gap > 0 ? static_cast<float>((to[t] - from[static_cast<std::size_t>(previous)]) / gap) : 0.0F;
    const float* a = filled.image(static_cast<int>(previous));
    const float* b = filled.image(static_cast<int>(next));
    float* image = moved.image(static_cast<int>(t));
    for (std::size_t pixel = 0; pixel < moved.pixels(); ++pixel)
      image[pixel] = share > 0 ? a[pixel] + share * (b[pixel] - a[pixel]) : a[pixel];
  }
  return moved;
}

}  // namespace undercast
