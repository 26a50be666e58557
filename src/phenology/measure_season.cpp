// SPDX-License-Identifier: Apache-2.0
#include "phenology/measure_season.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "phenology/date_uncertainty.h"
#include "phenology/double_logistic.h"

namespace undercast {
namespace {

// The third derivative of 1 / (1 + exp(-x)) is largest at x = ln(5 + sqrt(24)).
const double kCurvatureAt = std::log(5 + std::sqrt(24.0));

// The curve of a season with its dates, and how both depend on the values of the series.
struct Dated {
  SeasonCurve curve;
  double start = 0, end = 0;
  AddValueGradient add_value_gradient;
  std::optional<Gradient> start_gradient, end_gradient;  ///< where the dates are no crossings of a level
  double rmse = kMissing;
};

SeasonCurve course_of(const PixelSeries& series, const Season& season) {
  return {{series.days.begin() + season.before, series.days.begin() + season.after + 1},
          {series.values.begin() + season.before, series.values.begin() + season.after + 1},
          static_cast<std::size_t>(season.peak - season.before)};
}

double start_level(const SeasonCurve& curve, double share) {
  return curve.values.front() + share * (curve.values[curve.peak] - curve.values.front());
}
double end_level(const SeasonCurve& curve, double share) {
  return curve.values.back() + share * (curve.values[curve.peak] - curve.values.back());
}

void date_by_share(Dated& dated, const PhenologyOptions& options) {
  dated.start = dated.curve.rises_to(start_level(dated.curve, options.start_share));
  dated.end = dated.curve.falls_to(end_level(dated.curve, options.end_share));
}

Dated by_threshold(const PixelSeries& series, const Season& season, const PhenologyOptions& options) {
  Dated dated{course_of(series, season), 0, 0, {}, {}, {}};
  dated.add_value_gradient = [&series](double day, double factor, Gradient& gradient) {
    const auto after = std::upper_bound(series.days.begin() + 1, series.days.end() - 1, day);
    const auto i = static_cast<std::size_t>(after - series.days.begin()) - 1;
    const double weight = (day - series.days[i]) / (series.days[i + 1] - series.days[i]);
    gradient[i] += factor * (1 - weight);
    gradient[i + 1] += factor * weight;
  };
  date_by_share(dated, options);
  return dated;
}

std::optional<Dated> by_double_logistic(const PixelSeries& series, const Season& season,
                                        const PhenologyOptions& options) {
  const SeasonCurve course = course_of(series, season);
  std::vector<double> sd(course.days.size(), options.noise);
  if (!series.spread.empty())
    for (std::size_t i = 0; i < sd.size(); ++i) sd[i] = std::max(sd[i], series.spread[season.before + i]);
  const std::optional<FittedSeason> fitted = fit_double_logistic(course, sd);
  if (!fitted) return std::nullopt;
  const std::optional<SeasonCurve> daily = daily_course(fitted->curve, course.days.front(), course.days.back());
  if (!daily) return std::nullopt;
  Dated dated{*daily, fitted->curve.start, fitted->curve.end, {}, {}, {}, fitted->rmse};
  // Adds the derivatives of the parameters, weighted with `by`, by the values.
  const auto add = [influence = fitted->influence, first = season.before](const DoubleLogistic::Gradient& by,
                                                                          double factor, Gradient& gradient) {
    for (std::size_t i = 0; i < influence.size(); ++i)
      for (std::size_t k = 0; k < by.size(); ++k) gradient[first + i] += factor * by[k] * influence[i][k];
  };
  dated.add_value_gradient = [add, curve = fitted->curve](double day, double factor, Gradient& gradient) {
    add(curve.gradient_at(day), factor, gradient);
  };
  if (options.transition == "share") {
    date_by_share(dated, options);
    return dated;
  }
  const bool at_curvature = options.transition == "curvature";
  const double to_start = at_curvature ? kCurvatureAt / fitted->curve.rise : 0;
  const double to_end = at_curvature ? kCurvatureAt / fitted->curve.fall : 0;
  dated.start -= to_start;
  dated.end += to_end;
  // The parameters are logarithms of the rates: d(1 / rate) = -(1 / rate) d ln(rate).
  add({0, 0, 0, 1, 0, to_start, 0}, 1, dated.start_gradient.emplace(series.days.size(), 0.0));
  add({0, 0, 0, 0, 1, 0, -to_end}, 1, dated.end_gradient.emplace(series.days.size(), 0.0));
  return dated;
}

bool is_cut_off(const PixelSeries& series, const Season& season, double noise) {
  const std::vector<double>& v = series.values;
  return (season.before == 0 && v[1] - v[0] > noise) ||
         (season.after + 1 == static_cast<int>(v.size()) && v[v.size() - 2] - v.back() > noise);
}

// Says whether the observations before and after a day lie further apart than that, or one of them
// does not exist.
bool lies_in_gap(const PixelSeries& series, double day, double long_gap_days) {
  const auto after = std::lower_bound(series.observed.begin(), series.observed.end(), day);
  if (after == series.observed.end()) return true;
  if (*after == day) return false;
  return after == series.observed.begin() || *after - *(after - 1) > long_gap_days;
}

// Here the peak is the highest value of the series, and another one might be higher.
double peak_sd_of_values(const SeasonCurve& curve, double peak_day, std::span<const double> spread, double noise) {
  std::vector<double> value_sd(spread.begin(), spread.end());
  std::replace(value_sd.begin(), value_sd.end(), 0.0, noise);
  return sd_of_highest(peak_day, curve.peak, curve.days, curve.values, value_sd);
}

void add_uncertainty(SeasonMeasures& measures, const PixelSeries& series, const Season& season, const Dated& dated,
                     const PhenologyOptions& options) {
  const SeasonCurve& curve = dated.curve;
  const std::size_t steps = series.days.size();
  const double first = curve.days.front(), last = curve.days.back();
  const SeriesErrors errors{series.days, series.spread, options.noise, series.date_sd};
  // To first order, the dates of a flat curve have no limit of uncertainty: the length of the flank
  // is one.
  const auto sd = [&](const DateGradient& gradient, double most) {
    const double value = propagated_sd(gradient, errors);
    return std::isfinite(value) ? std::min(value, most) : most;
  };
  const auto with_days = [&](const Gradient& by_value) {
    return DateGradient{by_value, day_gradient(curve, series.days, by_value)};
  };
  const auto crossing = [&](double day, double base_day, double share) {
    DateGradient gradient =
        with_days(crossing_gradient(curve, {day, base_day, share}, steps, dated.add_value_gradient));
    if (options.method == "threshold") {
      // A crossing moves with the dates on either side, even where one of them is the minimum or
      // the peak itself.
      gradient.by_day.assign(steps, 0.0);
      dated.add_value_gradient(day, 1, gradient.by_day);
    }
    return gradient;
  };
  const auto flank_sd = [&](double day, double base, const DateGradient& gradient, double most) {
    const double unseen =
        sd_between_observations(day, measures.peak_value - base, series.days, series.values, series.spread);
    return std::min(std::hypot(sd(gradient, most), unseen), most);
  };
  measures.start_sd = flank_sd(
      dated.start, curve.values.front(),
      dated.start_gradient ? with_days(*dated.start_gradient) : crossing(dated.start, first, options.start_share),
      measures.peak - first);
  measures.end_sd =
      flank_sd(dated.end, curve.values.back(),
               dated.end_gradient ? with_days(*dated.end_gradient) : crossing(dated.end, last, options.end_share),
               last - measures.peak);
  const auto first_step = static_cast<std::size_t>(season.before), season_steps = season.after - first_step + 1;
  const double of_peak =
      options.method == "threshold"
          ? peak_sd_of_values(curve, measures.peak, std::span(series.spread).subspan(first_step, season_steps),
                              options.noise)
          : sd(with_days(peak_gradient(curve, steps, dated.add_value_gradient)), (last - first) / 2);
  measures.peak_sd = std::min(of_peak, (last - first) / 2);
}

}  // namespace

SeasonMeasures measure_season(const PixelSeries& series, const Season& season, const PhenologyOptions& options) {
  SeasonMeasures measures;
  if (is_cut_off(series, season, options.noise)) measures.flags |= kCutOff;
  const std::optional<Dated> dated = options.method == "threshold" ? by_threshold(series, season, options)
                                                                   : by_double_logistic(series, season, options);
  if (!dated) {
    measures.flags |= kNoFit;
    return measures;
  }
  const SeasonCurve& curve = dated->curve;
  measures.start = dated->start;
  measures.peak = curve.peak_day();
  measures.end = dated->end;
  measures.length = dated->end - dated->start;
  measures.peak_value = curve.values[curve.peak];
  measures.base = (curve.values.front() + curve.values.back()) / 2;
  measures.amplitude = measures.peak_value - measures.base;
  measures.integral = curve.area(dated->start, dated->end, measures.base);
  const double rise_days = curve.rises_to(start_level(curve, 0.8)) - curve.rises_to(start_level(curve, 0.2));
  const double fall_days = curve.falls_to(end_level(curve, 0.2)) - curve.falls_to(end_level(curve, 0.8));
  measures.greening = 0.6 * (measures.peak_value - curve.values.front()) / rise_days;
  measures.senescence = 0.6 * (measures.peak_value - curve.values.back()) / fall_days;
  measures.fit_rmse = dated->rmse;
  if (series.observed_is_known) {
    if (lies_in_gap(series, measures.start, options.long_gap_days)) measures.flags |= kStartInGap;
    if (lies_in_gap(series, measures.peak, options.long_gap_days)) measures.flags |= kPeakInGap;
    if (lies_in_gap(series, measures.end, options.long_gap_days)) measures.flags |= kEndInGap;
  }
  if (!series.spread.empty()) add_uncertainty(measures, series, season, *dated, options);
  return measures;
}

}  // namespace undercast
