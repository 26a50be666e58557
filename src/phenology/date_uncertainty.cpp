// SPDX-License-Identifier: Apache-2.0
#include "phenology/date_uncertainty.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

// In gaps of synthetic scenes, errors of linear interpolation, Whittaker's smoother and the
// Gaussian process are correlated by 0.64 to 0.83 at 8 days, 0.5 to 0.66 at 16 and 0.25 to 0.62 at
// 24.
constexpr double kCorrelationDays = 24;

}  // namespace

double propagated_sd(const DateGradient& gradient, const SeriesErrors& errors) {
  double variance = 0;
  double earlier = 0;  // effect of the gap's errors so far, as far as they are correlated with this date's
  for (std::size_t i = 0; i < errors.spread.size(); ++i) {
    if (errors.spread[i] > 0) {
      if (i > 0) earlier *= std::exp((errors.days[i - 1] - errors.days[i]) / kCorrelationDays);
      const double effect = gradient.by_value[i] * errors.spread[i];
      variance += effect * (effect + 2 * earlier);
      earlier += effect;
    } else {
      variance +=
          std::pow(gradient.by_value[i] * errors.noise, 2) + std::pow(gradient.by_day[i] * errors.date_sd[i], 2);
      earlier = 0;
    }
  }
  return std::sqrt(variance);
}

double sd_between_observations(double day, double change, std::span<const double> days, std::span<const double> values,
                               std::span<const double> spread) {
  auto after = static_cast<std::size_t>(std::upper_bound(days.begin() + 1, days.end() - 1, day) - days.begin());
  std::size_t before = after - 1;
  while (before > 0 && spread[before] > 0) --before;
  while (after + 1 < days.size() && spread[after] > 0) ++after;
  const double share = std::min(1.0, std::abs(values[after] - values[before]) / change);
  return share * (days[after] - days[before]) / std::sqrt(12.0);
}

double sd_of_highest(double peak_day, std::size_t peak, std::span<const double> days, std::span<const double> values,
                     std::span<const double> value_sd) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const double difference = (values[peak] - values[i]) / std::hypot(value_sd[i], value_sd[peak]);
    const double larger = std::erfc(difference / std::sqrt(2.0)) / 2;
    const double odds = larger / (1 - larger);
    sum += odds;
    squares += odds * std::pow(days[i] - peak_day, 2);
  }
  // The vertex lies up to half a step from the highest value.
  const double step = (days.back() - days.front()) / static_cast<double>(days.size() - 1);
  return std::sqrt(squares / sum + step * step / 12);
}

// The curve V is at the level L on the day t, so dt = (dL - dV(t)) / V'(t).
Gradient crossing_gradient(const SeasonCurve& curve, const LevelCrossing& crossing, std::size_t steps,
                           const AddValueGradient& add) {
  Gradient gradient(steps, 0.0);
  const auto [day, base_day, share] = crossing;
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
