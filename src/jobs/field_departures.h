// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "anomaly/anomaly.h"
#include "fields/field_series.h"
#include "io/table_writer.h"

namespace undercast {

/// The means of fields through several filled cubes, and the deviations of their errors, which come
/// from the bounds of the means. [field, time] `sd` is empty without bounds.
class FieldsOfYears {
 public:
  /// `steps`: of all cubes.
  FieldsOfYears(std::size_t fields, std::size_t steps) : steps_(steps), values_(fields * steps, kMissing) {}

  /// The memory that they take, at most.
  static double bytes(std::size_t fields, int steps) {
    return 2.0 * sizeof(double) * static_cast<double>(fields) * steps;
  }

  /// Adds the next cube in order of time.
  void add(const FieldSeries& series);
  std::span<const double> values(std::size_t field) const { return part_of(values_, field); }
  std::span<const double> sd(std::size_t field) const { return part_of(sd_, field); }

 private:
  std::span<const double> part_of(const std::vector<double>& all, std::size_t field) const;

  std::size_t steps_, added_ = 0;
  std::vector<double> values_, sd_;
};

/// The columns of the table of departures.
std::vector<ColumnInfo> departure_columns();

/// Compares each field's mean with its usual year, and writes a row for each field and date
/// (docs/formats.md, Table of departures). The summary counts fields as its pixels.
AnomalySummary write_field_departures(const std::vector<Field>& fields, const FieldsOfYears& years,
                                      const UsualYear& usual, double confidence, TableWriter& table);

}  // namespace undercast
