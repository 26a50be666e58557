// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "fields/given_fields.h"

namespace undercast {

/// Writes a self-contained page on how a cube was filled.
struct ReportJob {
  InputFile cube, filled;
  OutputFile output;
  InputFile lower, upper, provenance, evaluation;
  GivenFields fields;
  CubeReadOptions reading;
  bool overwrite = false;

  FilledPaths paths() const { return {filled.path, cube.path, lower.path, upper.path, provenance.path}; }

  void each(const OptionVisitor& visit);
};

struct ReportSummary {
  std::size_t bytes = 0;
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const ReportJob& job);
ReportSummary report(const ReportJob& job, const RunContext& run);

}  // namespace undercast
