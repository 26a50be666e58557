// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "phenology/season_curve.h"

namespace undercast {

/// Holds the derivative by each step of a series.
using Gradient = std::vector<double>;

/// A date depends on the values of a series [days per NDVI] and on the days of their observation
/// [days per day].
struct DateGradient {
  Gradient by_value, by_day;
};

/// States for each step how certain a series is.
struct SeriesErrors {
  std::span<const double> days;
  std::span<const double> spread;   ///< standard deviation of a filled value; 0: observed
  double noise = 0;                 ///< standard deviation of an observed value
  std::span<const double> date_sd;  ///< of the day of observation within its period
};

/// Returns the standard deviation of a date, to first order. Errors of observed values, in NDVI and
/// in time, are independent. Errors of filled values have their spread as standard deviation and
/// are correlated within a gap; the correlation falls exponentially with the days between them
/// (docs/method.md).
double propagated_sd(const DateGradient& gradient, const SeriesErrors& errors);

/// Returns the standard deviation of a date on a flank of height `change` that is due to the time
/// between observations: NDVI may change steadily there or at once, as at a harvest. Where all of
/// the change lies between two observations, the date is uniformly distributed between them; where
/// a share of it does, the deviation is multiplied by this share.
double sd_between_observations(double day, double change, std::span<const double> days, std::span<const double> values,
                               std::span<const double> spread);

/// Returns the standard deviation of the day of the highest value; `peak` is the step of the
/// largest. The odds of another step against `peak` are the odds that its value is the larger of
/// the two (Luce 1959).
double sd_of_highest(double peak_day, std::size_t peak, std::span<const double> days, std::span<const double> values,
                     std::span<const double> value_sd);

/// Adds `factor` times the derivatives of the curve's value at `day` by the values of the series.
using AddValueGradient = std::function<void(double day, double factor, Gradient& gradient)>;

/// On `day` a curve crosses the level base + share (peak - base); the base is its value on
/// `base_day`.
struct LevelCrossing {
  double day, base_day, share;
};
/// Returns the derivatives of the crossing's day by the values of the series.
Gradient crossing_gradient(const SeasonCurve& curve, const LevelCrossing& crossing, std::size_t steps,
                           const AddValueGradient& add);
/// Returns the derivatives of SeasonCurve::peak_day() by the values, for a smooth curve.
Gradient peak_gradient(const SeasonCurve& curve, std::size_t steps, const AddValueGradient& add);
/// Turns derivatives by value into derivatives by day: if a value was observed a day later, the
/// curve is lower by its slope on the step's own day.
Gradient day_gradient(const SeasonCurve& curve, std::span<const double> days, const Gradient& by_value);

}  // namespace undercast
