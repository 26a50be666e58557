// SPDX-License-Identifier: Apache-2.0
#include "anomaly/usual_year.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <unsupported/Eigen/SpecialFunctions>

#include "core/error.h"

namespace undercast {
namespace {

// Dates further apart than this are not interpolated between; the day then takes the value of the
// period that holds it.
constexpr double kFurthestDays = 32;
// Values may have been stored in steps of 0.0001, so no deviation is less.
constexpr double kLeastSd = 1e-4;
constexpr int kLeastYears = 2;

int year_of_middle(const Period& period) { return year_of(day_of(period.middle_day())); }

// The z-score with the probability that Student's t with so many degrees of freedom has below `t`.
double z_of_t(double t, int degrees) {
  const double share = degrees / (degrees + t * t);
  const double tail = 0.5 * Eigen::numext::betainc(0.5 * degrees, 0.5, share);
  const double z = Eigen::numext::ndtri(std::max(tail, 1e-300));
  return t < 0 ? z : -z;
}

// Where a day lies in a series; nothing where the series does not hold it.
std::optional<MiddlesAround> place_of(const TimeAxis& time, double day) {
  const MiddlesAround around = middles_around(time, day);
  if (around.before != around.after && around.apart_days <= kFurthestDays) return around;
  const int holds_it = time.step_of(day_of(day));
  if (holds_it < 0) return std::nullopt;
  return MiddlesAround{holds_it, holds_it};
}

double between(const MiddlesAround& place, std::span<const double> values) {
  const double before = values[static_cast<std::size_t>(place.before)];
  return place.share == 0 ? before : before + place.share * (values[static_cast<std::size_t>(place.after)] - before);
}

}  // namespace

Departure departure_from(std::span<const UncertainValue> usual_years, UncertainValue value) {
  Departure found;
  double sum = 0, fill_variance = 0;
  for (const auto& [usual, sd] : usual_years) {
    if (std::isnan(usual)) continue;
    ++found.years;
    sum += usual;
    fill_variance += sd * sd;
  }
  if (found.years == 0) return found;
  const double n = found.years;
  found.usual = sum / n;
  if (found.years < kLeastYears) return found;
  double squares = 0;
  for (const auto& [usual, sd] : usual_years)
    if (!std::isnan(usual)) squares += (usual - found.usual) * (usual - found.usual);
  // A new value varies as the years do, the mean of few years errs, and so does the fill.
  const double variance = std::max(squares / (n - 1), kLeastSd * kLeastSd) * (1 + 1 / n) + fill_variance / (n * n);
  found.sd = std::sqrt(variance + value.sd * value.sd);
  if (!std::isnan(value.value)) found.z = z_of_t((value.value - found.usual) / found.sd, found.years - 1);
  return found;
}

double threshold_below(double confidence) { return Eigen::numext::ndtri(1 - confidence); }

UsualYear::UsualYear(const TimeAxis& time, const AnomalyOptions& options) {
  std::set<int> years;
  for (const Period& period : time) years.insert(year_of_middle(period));
  const std::string held = fmt::format("{}", fmt::join(years, ", "));
  const auto require = [&](int year) {
    if (years.count(year) == 0)
      throw Error(ErrorKind::bad_input, fmt::format("the cubes hold no date of {}; they hold {}", year, held),
                  "name years that the cubes hold, or give further cubes");
  };
  year_ = options.year == 0 ? *years.rbegin() : options.year;
  require(year_);
  usual_years_ = options.years;
  for (const int year : usual_years_) require(year);
  if (std::find(usual_years_.begin(), usual_years_.end(), year_) != usual_years_.end())
    throw Error(ErrorKind::bad_input, fmt::format("--years names {}, the year that is compared", year_),
                "leave it out, or compare another year: --year");
  if (usual_years_.empty()) {
    years.erase(year_);
    usual_years_.assign(years.begin(), years.end());
  }
  std::sort(usual_years_.begin(), usual_years_.end());

  std::vector<Period> dates;
  std::size_t most_years = 0;
  for (int step = 0; step < time.size(); ++step) {
    if (year_of_middle(time[step]) != year_) continue;
    if (dates.empty()) first_step_ = step;
    dates.push_back(time[step]);
    const double middle = time[step].middle_day();
    const Date day = day_of(middle);
    std::vector<MiddlesAround>& same_days = same_days_.emplace_back();
    for (const int year : usual_years_) {
      const Date same_day = years_before(day, year_ - year);
      if (const auto place = place_of(time, middle + static_cast<double>((same_day - day).count())))
        same_days.push_back(*place);
    }
    most_years = std::max(most_years, same_days.size());
  }
  dates_ = TimeAxis(std::move(dates));
  if (most_years < kLeastYears)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} can be compared with {} other year{} on the same days, and a usual year needs at least "
                            "{}; the cubes hold {}",
                            year_, most_years, most_years == 1 ? "" : "s", kLeastYears, held),
                "give filled cubes of further years, before or after it");
}

void UsualYear::compare(std::span<const double> values, std::span<const double> sd,
                        std::vector<Departure>& departures) const {
  departures.clear();
  std::vector<UncertainValue> usual;
  const auto error_at = [&](const MiddlesAround& place) { return sd.empty() ? 0 : between(place, sd); };
  for (int date = 0; date < dates_.size(); ++date) {
    const int step = first_step_ + date;
    usual.clear();
    for (const MiddlesAround& place : same_days_[static_cast<std::size_t>(date)])
      usual.push_back({between(place, values), error_at(place)});
    departures.push_back(
        departure_from(usual, {values[static_cast<std::size_t>(step)], error_at(MiddlesAround{step, step})}));
  }
}

}  // namespace undercast
