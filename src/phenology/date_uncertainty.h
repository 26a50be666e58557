// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <span>
#include <vector>

#include "phenology/season_curve.h"

namespace undercast {

/// Derivatives by each step of a series.
using Gradient = std::vector<double>;

/// How a date follows from a series: by its values [days per NDVI], and by the days on which these were seen [days per
/// day].
struct DateGradient {
  Gradient by_value, by_day;
};

/// How certain a series is, for each step.
struct SeriesErrors {
  std::span<const double> days;
  std::span<const double> spread;   ///< standard deviation of a filled value; 0: observed
  double noise = 0;                 ///< standard deviation of an observed value
  std::span<const double> date_sd;  ///< of the day on which a value was seen, within its period
};

/// Standard deviation of a date, to first order. Observed values err by themselves, in NDVI and in time; filled ones by
/// their spread, and those of one gap together, since the same observations are missing to them: their correlation
/// falls exponentially with the days between them (docs/method.md).
double propagated_sd(const DateGradient& gradient, const SeriesErrors& errors);

/// Standard deviation of a date on a flank of height `change`, for what no value tells: whether NDVI changes between
/// two observations steadily or at once, as in a harvest. Where all of the change lies between the two, they are all
/// that is known of its date, which is then uniform between them; where a share of it does, so much less.
double sd_between_observations(double day, double change, std::span<const double> days, std::span<const double> values,
                               std::span<const double> spread);

/// Standard deviation of the day on which values are highest, `peak` being the step of the largest. That another step
/// is the highest instead is as likely, next to `peak`, as it is that its value is the larger of the two (Luce 1959).
double sd_of_highest(double peak_day, std::size_t peak, std::span<const double> days, std::span<const double> values,
                     std::span<const double> value_sd);

/// Adds `factor` times the derivatives of the curve's value at `day` by the series' values.
using AddValueGradient = std::function<void(double day, double factor, Gradient& gradient)>;

/// By value, of the day on which the curve crosses the level base + share (peak - base), `base_day` being the
/// minimum's.
Gradient crossing_gradient(const SeasonCurve& curve, double day, double base_day, double share, std::size_t steps,
                           const AddValueGradient& add);
/// By value, of SeasonCurve::peak_day() of a smooth curve.
Gradient peak_gradient(const SeasonCurve& curve, std::size_t steps, const AddValueGradient& add);
/// By day: a value that was seen a day later is, on its own day, lower by the curve's slope.
Gradient day_gradient(const SeasonCurve& curve, std::span<const double> days, const Gradient& by_value);

}  // namespace undercast
