// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "anomaly/anomaly.h"
#include "core/run_context.h"
#include "fields/given_fields.h"
#include "io/cube_file.h"

namespace undercast {

/// Compares a year of filled NDVI with the other years.
struct AnomalyJob {
  std::vector<InputFile> filled;  ///< one of several years, or several, none overlapping another in time
  OutputFile output;              ///< z-scores
  std::vector<InputFile> lower, upper;
  OutputFile below, quicklook;
  GivenFields fields;
  OutputFile table;  ///< of the fields
  AnomalyOptions comparison;
  CubeReadOptions reading;
  RasterOptions writing;
  bool overwrite = false;

  void each(const OptionVisitor& visit);
};

/// What the program says of a comparison.
struct AnomalyReport {
  int year = 0;
  std::vector<int> usual_years;
  TimeAxis dates;
  AnomalySummary found;
  int fields = 0;
  AnomalySummary of_fields = {};  ///< its pixels are fields
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const AnomalyJob& job);
/// Writes the z-scores, the map of what is below usual, the table of fields, and the picture. Warns
/// of fields that are flagged.
AnomalyReport measure_anomaly(const AnomalyJob& job, const RunContext& run);

}  // namespace undercast
