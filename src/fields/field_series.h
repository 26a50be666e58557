// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/run_context.h"
#include "io/field_file.h"
#include "io/filled_files.h"

namespace undercast {

/// Statistics of a field on a date. Each pixel counts by the share of it that the field covers.
/// NaN where the field has no value, or where a companion of the filled cube was not given.
struct FieldValue {
  float mean = kMissing, median = kMissing, sd = kMissing;
  float observed = kMissing;                 ///< share of the field that was observed
  float pixels = kMissing;                   ///< sum of the shares of its pixels
  float lower = kMissing, upper = kMissing;  ///< 90 % bounds of the mean (fields/mean_bounds.h)
  float low_trust = kMissing;                ///< share of the field whose values have low trust
};

/// The series of fields on the dates of a filled cube.
struct FieldSeries {
  std::vector<Field> fields;  ///< in the order of their file
  std::vector<int> touched;   ///< how many pixels each covers a part of
  TimeAxis time;
  std::vector<FieldValue> values;  ///< [field, time]

  const FieldValue& of(std::size_t field, int step) const { return values[field * time.size() + step]; }
};

/// Throws Error(usage) where the series of so many fields need more memory than run.memory, of which
/// `taken` bytes are for other things.
void require_memory_for_fields(const FilledFiles& files, std::size_t fields, double taken, const RunContext& run);

/// Reads the statistics of all fields, block by block within run.memory: each field is complete
/// when the blocks that it touches are read. The result does not depend on the number of threads.
/// Fields that cover nothing of the grid are flagged. Throws Error(usage) where the fields need
/// more memory.
FieldSeries field_series(const FilledFiles& files, std::vector<Field> fields, const RunContext& run);

}  // namespace undercast
