// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "anomaly/anomaly_options.h"
#include "core/cube.h"
#include "core/middles.h"

namespace undercast {

/// A value with the standard deviation of its error, which is 0 where it was observed.
struct UncertainValue {
  double value = kMissing, sd = 0;
};

/// How a value compares with the values of other years on the same day of the year.
struct Departure {
  int years = 0;            ///< that have a value on the day
  double usual = kMissing;  ///< mean of these years
  double sd = kMissing;     ///< standard deviation of a new year's value around this mean, if it is usual
  double z = kMissing;      ///< below 0 where the value is below the mean
  bool known() const { return !is_missing(static_cast<float>(z)); }
};

/// Compares a value with at least two others (docs/method.md, Departures from the usual year). Its
/// z-score has the probability of Student's t with one degree of freedom fewer than there are
/// years, so one threshold serves any number of years. Missing values are left out; z is missing
/// where fewer than two years are left.
Departure departure_from(std::span<const UncertainValue> usual_years, UncertainValue value);

/// The z-score that a usual value falls below with a probability of 1 - confidence.
double threshold_below(double confidence);

/// Compares one year of a series of several years with the other years. One object serves all
/// series on an axis, of pixels as of fields.
class UsualYear {
 public:
  /// `time` is the axis of the whole series. Throws Error(bad_input) where it does not hold the
  /// year or the usual years of the options, or where no date has two usual years.
  UsualYear(const TimeAxis& time, const AnomalyOptions& options);

  /// The year that is compared, and the others.
  int year() const { return year_; }
  const std::vector<int>& usual_years() const { return usual_years_; }
  /// The dates of the year, which begin with this step of the series.
  const TimeAxis& dates() const { return dates_; }
  int first_step() const { return first_step_; }

  /// The departures on all dates of the year. `sd` is empty where all values were observed or
  /// where their errors are not known.
  void compare(std::span<const double> values, std::span<const double> sd, std::vector<Departure>& departures) const;

 private:
  int year_ = 0, first_step_ = 0;
  std::vector<int> usual_years_;
  TimeAxis dates_;
  /// For each date, where the same day of the usual years lies in the series.
  std::vector<std::vector<MiddlesAround>> same_days_;
};

}  // namespace undercast
