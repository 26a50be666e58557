// SPDX-License-Identifier: Apache-2.0
#include "simulate/weather.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/random.h"

namespace undercast {
namespace {

// Dates within [first, last] whose count of days since 1970 leaves `phase` when divided by `every`.
std::vector<Date> dates_every(int every, int phase, Date first, Date last) {
  std::vector<Date> dates;
  for (Date date = first; date <= last; date += Days(1))
    if (((date.time_since_epoch().count() - phase) % every + every) % every == 0) dates.push_back(date);
  return dates;
}

// Standard normal, with memory of about `scale_days`.
double shock_average(Date date, double scale_days, std::uint64_t key) {
  const double keep = std::exp(-1 / scale_days);
  double sum = 0, weight = std::sqrt(1 - keep * keep);
  for (int ago = 0; ago < 4 * scale_days; ++ago, weight *= keep)
    sum += weight * Random(hash_of(key, key_of(date - Days(ago)))).normal();
  return sum;
}

}  // namespace

double cloud_cover_quantile(double q, double mean) {
  if (mean <= 0 || mean >= 1) return mean;
  const double settled = 0.45, clear = settled * (1 - mean), overcast = settled * mean;
  if (q < clear) return 0;
  if (q >= 1 - overcast) return 1;
  return std::pow((q - clear) / (1 - settled), (1 - mean) / mean);
}

Weather::Weather(const SimulateOptions& options, Date first, Date last)
    : options_(options),
      sentinel2_dates_(dates_every(options.sentinel2_days, 2, first, last)),
      sentinel1_dates_(dates_every(options.sentinel1_days, 3, first, last)) {}

double Weather::unsettled(Date date) const {
  const double cycle = 2 * std::numbers::pi * (day_of_year(date) - 30.44 * (options_.wet_month - 0.5)) / 365.25;
  return 0.8 * shock_average(date, 3, hash_of(options_.seed, 0x5407)) +
         0.6 * shock_average(date, 15, hash_of(options_.seed, 0x1046)) + options_.wet_strength * std::cos(cycle);
}

double Weather::cloud_cover(Date date) const {
  const Date new_year = first_day_of_year(year_of(date));
  const std::vector<Date> year =
      dates_every(options_.sentinel2_days, 2, new_year, first_day_of_year(year_of(date) + 1) - Days(1));
  const double own = unsettled(date);
  const auto below = std::count_if(year.begin(), year.end(), [&](Date other) { return unsettled(other) < own; });
  return cloud_cover_quantile((static_cast<double>(below) + 0.5) / static_cast<double>(year.size()),
                              options_.cloudiness);
}

double Weather::rain_mm(Date date) const {
  Random random(hash_of(options_.seed, 0x4a19, key_of(date)));
  const bool wet = unsettled(date) + 0.5 * random.normal() > 0.55;
  return wet ? -6 * std::log(1 - random.uniform()) : 0;
}

double Weather::soil_moisture(Date date) const {
  double stored_mm = 0;
  for (int ago = 0; ago < 60; ++ago) {
    const Date then = date - Days(ago);
    // Summer's evaporation empties the top soil in days, winter's in weeks.
    const double winter = 0.5 + 0.5 * std::cos(2 * std::numbers::pi * (day_of_year(then) - 15) / 365.25);
    stored_mm += rain_mm(then) * std::exp(-ago / (6 + 10 * winter));
  }
  return 0.07 + 0.33 * (1 - std::exp(-stored_mm / 25));
}

}  // namespace undercast
