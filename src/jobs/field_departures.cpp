// SPDX-License-Identifier: Apache-2.0
#include "jobs/field_departures.h"

#include "gaps/calibration.h"

namespace undercast {

void FieldsOfYears::add(const FieldSeries& series) {
  const auto steps = static_cast<std::size_t>(series.time.size());
  for (std::size_t field = 0; field < series.fields.size(); ++field)
    for (std::size_t step = 0; step < steps; ++step) {
      const FieldValue& value = series.values[field * steps + step];
      const std::size_t place = field * steps_ + added_ + step;
      values_[place] = static_cast<double>(value.mean);
      if (is_missing(value.lower)) continue;
      if (sd_.empty()) sd_.resize(values_.size(), kMissing);
      sd_[place] = static_cast<double>(value.upper - value.lower) / 2 / kBoundInSd;
    }
  added_ += steps;
}

std::span<const double> FieldsOfYears::part_of(const std::vector<double>& all, std::size_t field) const {
  return all.empty() ? std::span<const double>() : std::span(all).subspan(field * steps_, steps_);
}

std::vector<ColumnInfo> departure_columns() {
  return {{"id", ColumnType::text},      {"date", ColumnType::date},       {"mean", ColumnType::number},
          {"usual", ColumnType::number}, {"usual_sd", ColumnType::number}, {"z", ColumnType::number},
          {"below", ColumnType::whole},  {"years", ColumnType::whole},     {"flag", ColumnType::text}};
}

AnomalySummary write_field_departures(const std::vector<Field>& fields, const FieldsOfYears& years,
                                      const UsualYear& usual, double confidence, TableWriter& table) {
  constexpr int kDigits = 6;
  const double threshold = threshold_below(confidence);
  const int dates = usual.dates().size();
  AnomalySummary summary{std::vector<DateDepartures>(static_cast<std::size_t>(dates))};
  std::vector<Departure> departures;
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const auto values = years.values(field);
    usual.compare(values, years.sd(field), departures);
    for (int date = 0; date < dates; ++date) {
      const Departure& departure = departures[static_cast<std::size_t>(date)];
      const double mean = values[static_cast<std::size_t>(usual.first_step() + date)];
      const bool is_below = departure.known() && departure.z < threshold;
      std::size_t column = 0;
      table.set(column++, fields[field].id);
      table.set(column++, usual.dates()[date].start);
      for (const double number : {mean, departure.usual, departure.sd, departure.z})
        table.set(column++, number, kDigits);
      table.set(column++, departure.known() ? is_below : static_cast<double>(kMissing), 0);
      table.set(column++, departure.years, 0);
      table.set(column, std::string(name_of(fields[field].flag)));
      table.end_row();
      if (departure.known()) summary.dates[static_cast<std::size_t>(date)].add(mean, departure, is_below);
    }
  }
  return summary;
}

}  // namespace undercast
