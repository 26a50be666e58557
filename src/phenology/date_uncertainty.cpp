// SPDX-License-Identifier: Apache-2.0
#include "phenology/date_uncertainty.h"

#include <cmath>

namespace undercast {

double propagated_sd(const DateGradient& gradient, const SeriesErrors& errors) {
  double variance = 0, gap = 0;
  for (std::size_t i = 0; i < errors.spread.size(); ++i) {
    if (errors.spread[i] > 0) {
      gap += gradient.by_value[i] * errors.spread[i];
    } else {
      variance += gap * gap + std::pow(gradient.by_value[i] * errors.noise, 2) +
                  std::pow(gradient.by_day[i] * errors.date_sd[i], 2);
      gap = 0;
    }
  }
  return std::sqrt(variance + gap * gap);
}

// The curve V is at the level L on the day t, so dt = (dL - dV(t)) / V'(t).
Gradient crossing_gradient(const SeasonCurve& curve, double day, double base_day, double share, std::size_t steps,
                           const AddValueGradient& add) {
  Gradient gradient(steps, 0.0);
  const double slope = curve.slope_at(day);
  add(base_day, (1 - share) / slope, gradient);
  add(curve.days[curve.peak], share / slope, gradient);
  add(day, -1 / slope, gradient);
  return gradient;
}

Gradient peak_gradient(const SeasonCurve& curve, std::size_t steps, const AddValueGradient& add) {
  Gradient gradient(steps, 0.0);
  const double *day = &curve.days[curve.peak], *value = &curve.values[curve.peak];
  const double width_before = day[0] - day[-1], width_after = day[1] - day[0];
  const double before = (value[0] - value[-1]) / width_before, after = (value[1] - value[0]) / width_after;
  // The day is linear in u = before / (before - after): see peak_day().
  const double distance = (width_before + width_after) / 2, square = std::pow(before - after, 2);
  const double by_before = -distance * after / square, by_after = distance * before / square;
  add(day[-1], -by_before / width_before, gradient);
  add(day[0], by_before / width_before - by_after / width_after, gradient);
  add(day[1], by_after / width_after, gradient);
  return gradient;
}

Gradient day_gradient(const SeasonCurve& curve, std::span<const double> days, const Gradient& by_value) {
  Gradient gradient(days.size(), 0.0);
  for (std::size_t i = 0; i < days.size(); ++i)
    if (days[i] > curve.days.front() && days[i] < curve.days.back())
      gradient[i] = -by_value[i] * (curve.value_at(days[i] + 0.5) - curve.value_at(days[i] - 0.5));
  return gradient;
}

}  // namespace undercast
