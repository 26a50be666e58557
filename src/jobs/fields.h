// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>

#include "core/run_context.h"
#include "fields/given_fields.h"
#include "phenology/phenology.h"

namespace undercast {

/// Writes a table of the fields in a filled cube.
struct FieldsJob {
  InputFile filled;
  GivenFields fields;
  OutputFile output;
  InputFile lower, upper, provenance;
  OutputFile phenology;
  PhenologyOptions measures;
  CubeReadOptions reading;
  bool overwrite = false;

  FilledPaths paths() const { return {filled.path, {}, lower.path, upper.path, provenance.path}; }

  void each(const OptionVisitor& visit);
};

/// Counts what was written.
struct FieldsSummary {
  int fields = 0, dates = 0;
  std::map<FieldFlag, int> flagged;
  PhenologySummary seasons;  ///< its pixels are fields
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const FieldsJob& job);
/// Writes the series of the fields and their seasons. Warns of fields that are flagged.
FieldsSummary tabulate_fields(const FieldsJob& job, const RunContext& run);

}  // namespace undercast
