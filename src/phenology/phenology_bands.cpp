// SPDX-License-Identifier: Apache-2.0
#include "phenology/phenology_bands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/date.h"

namespace undercast {
namespace {

struct Field {
  const char *name, *unit, *meaning;  ///< {} stands for the index
  double SeasonMeasures::*value;
  enum Kind { date, other, uncertainty, fit } kind;
};

// QUALITY, which holds flags, follows them.
constexpr Field kFields[] = {
    {"SOS", "", "start of the season", &SeasonMeasures::start, Field::date},
    {"PEAK", "", "day of the largest {}", &SeasonMeasures::peak, Field::date},
    {"EOS", "", "end of the season", &SeasonMeasures::end, Field::date},
    {"LENGTH", "days", "EOS - SOS", &SeasonMeasures::length, Field::other},
    {"BASE", "1", "mean of the minima before and after the peak", &SeasonMeasures::base, Field::other},
    {"PEAK_VALUE", "1", "largest {}", &SeasonMeasures::peak_value, Field::other},
    {"AMPLITUDE", "1", "PEAK_VALUE - BASE", &SeasonMeasures::amplitude, Field::other},
    {"INTEGRAL", "days", "integral of {} - BASE from SOS to EOS", &SeasonMeasures::integral, Field::other},
    {"GREENING", "1/day", "mean rate from 20 to 80 % of the rise", &SeasonMeasures::greening, Field::other},
    {"SENESCENCE", "1/day", "mean rate from 80 to 20 % of the fall", &SeasonMeasures::senescence, Field::other},
    {"SOS_SD", "days", "standard deviation of SOS", &SeasonMeasures::start_sd, Field::uncertainty},
    {"PEAK_SD", "days", "standard deviation of PEAK", &SeasonMeasures::peak_sd, Field::uncertainty},
    {"EOS_SD", "days", "standard deviation of EOS", &SeasonMeasures::end_sd, Field::uncertainty},
    {"FIT_RMSE", "1", "RMSE of the fitted curve", &SeasonMeasures::fit_rmse, Field::fit},
};

constexpr const char* kFlags =
    "sum of 1: SOS in a long gap, 2: PEAK in a long gap, 4: EOS in a long gap, 8: cut off by the series' end, 16: no "
    "double-logistic fit";

int year_of_day(double day) { return year_of(Date(Days(static_cast<int>(std::floor(day))))); }

double days_before(int year) { return static_cast<double>(first_day_of_year(year).time_since_epoch().count()); }

}  // namespace

PhenologyBands::PhenologyBands(const CubeLayout& cube, const PhenologyOptions& options, bool with_uncertainty)
    : first_year_(year_of_day(cube.ndvi[0].middle_day())),
      last_year_(year_of_day(cube.ndvi[cube.ndvi.size() - 1].middle_day())),
      seasons_(options.seasons_per_year),
      by_doy_(options.dates == "doy") {
  const auto has_band = [&](const Field& field) {
    return field.kind == Field::uncertainty ? with_uncertainty
                                            : field.kind != Field::fit || options.method == "double-logistic";
  };
  const auto add = [&](std::string name, const char* unit, const char* meaning) {
    bands_.push_back(
        {std::move(name), {{"UNITS", unit}, {"LONG_NAME", fmt::format(fmt::runtime(meaning), cube.index.name)}}});
  };
  const char* date_unit = by_doy_ ? "days, 1 is 1 January of the peak's year" : "days since 1970-01-01";
  for (std::size_t i = 0; i < std::size(kFields); ++i)
    if (has_band(kFields[i])) fields_.push_back(i);
  for (int year = first_year_; year <= last_year_; ++year) {
    add(fmt::format("SEASONS_{}", year), "1", "number of seasons that peak in the year");
    for (int season = 1; season <= seasons_; ++season) {
      for (const std::size_t i : fields_) {
        const Field& field = kFields[i];
        add(fmt::format("{}_{}_{}", field.name, year, season), field.kind == Field::date ? date_unit : field.unit,
            field.meaning);
      }
      add(fmt::format("QUALITY_{}_{}", year, season), "flags", kFlags);
    }
  }
}

std::vector<SeasonMeasures> PhenologyBands::write(std::vector<PeakingSeason> found, float* values,
                                                  std::size_t stride) const {
  std::vector<SeasonMeasures> written;
  for (std::size_t band = 0; band < bands_.size(); ++band) values[band * stride] = kMissing;
  const std::size_t season_bands = fields_.size() + 1;
  for (int year = first_year_; year <= last_year_; ++year) {
    std::vector<PeakingSeason> of_year;
    for (const PeakingSeason& season : found)
      if (year_of_day(season.peak_day) == year) of_year.push_back(season);
    float* band = values + static_cast<std::size_t>(year - first_year_) * (1 + seasons_ * season_bands) * stride;
    *band = static_cast<float>(of_year.size());
    band += stride;
    const std::size_t count = std::min(of_year.size(), static_cast<std::size_t>(seasons_));
    std::stable_sort(of_year.begin(), of_year.end(),
                     [](const auto& a, const auto& b) { return a.amplitude > b.amplitude; });
    of_year.resize(count);
    std::sort(of_year.begin(), of_year.end(), [](const auto& a, const auto& b) { return a.peak_day < b.peak_day; });
    for (const PeakingSeason& season : of_year) {
      const SeasonMeasures& measures = season.measures;
      for (const std::size_t i : fields_) {
        double value = measures.*kFields[i].value;
        if (by_doy_ && kFields[i].kind == Field::date) value -= days_before(year) - 1;
        *band = static_cast<float>(value);
        band += stride;
      }
      *band = static_cast<float>(measures.flags);
      band += stride;
      written.push_back(measures);
    }
  }
  return written;
}

}  // namespace undercast
