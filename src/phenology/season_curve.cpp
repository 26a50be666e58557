// SPDX-License-Identifier: Apache-2.0
#include "phenology/season_curve.h"

#include <algorithm>

namespace undercast {

// Returns the number of the node before the line.
std::size_t SeasonCurve::line_of(double day) const {
  const auto after = std::upper_bound(days.begin() + 1, days.end() - 1, day);
  return static_cast<std::size_t>(after - days.begin()) - 1;
}

double SeasonCurve::slope_at(double day) const {
  const std::size_t i = line_of(day);
  return (values[i + 1] - values[i]) / (days[i + 1] - days[i]);
}

double SeasonCurve::value_at(double day) const {
  const std::size_t i = line_of(day);
  return values[i] + slope_at(day) * (day - days[i]);
}

double SeasonCurve::rises_to(double level) const {
  std::size_t i = 0;
  while (i + 1 < peak && values[i + 1] < level) ++i;
  if (values[i] >= level) return days[i];
  return days[i] + (days[i + 1] - days[i]) * (level - values[i]) / (values[i + 1] - values[i]);
}

double SeasonCurve::falls_to(double level) const {
  std::size_t i = days.size() - 1;
  while (i > peak + 1 && values[i - 1] < level) --i;
  if (values[i] >= level) return days[i];
  return days[i] - (days[i] - days[i - 1]) * (level - values[i]) / (values[i - 1] - values[i]);
}

double SeasonCurve::peak_day() const {
  const double before = (values[peak] - values[peak - 1]) / (days[peak] - days[peak - 1]);
  const double after = (values[peak + 1] - values[peak]) / (days[peak + 1] - days[peak]);
  if (before <= after) return days[peak];
  // The slope of the parabola is a line through the slopes at the middles of both intervals.
  const double middle = (days[peak - 1] + days[peak]) / 2, distance = (days[peak + 1] - days[peak - 1]) / 2;
  return middle + distance * before / (before - after);
}

double SeasonCurve::area(double from, double to, double base) const {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < days.size(); ++i) {
    const double left = std::max(from, days[i]), right = std::min(to, days[i + 1]);
    if (left >= right) continue;
    const double slope = (values[i + 1] - values[i]) / (days[i + 1] - days[i]);
    sum += (right - left) * (values[i] + slope * ((left + right) / 2 - days[i]) - base);
  }
  return sum;
}

}  // namespace undercast
