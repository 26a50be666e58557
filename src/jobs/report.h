// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "io/filled_files.h"

namespace undercast {

/// Writes a self-contained page on how a cube was filled.
struct ReportJob {
  InputFile cube, filled;
  OutputFile output;
  InputFile lower, upper, provenance, evaluation;
  CubeReadOptions reading;
  bool overwrite = false;

  FilledPaths paths() const { return {filled.path, cube.path, lower.path, upper.path, provenance.path}; }

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

struct ReportSummary {
  std::size_t bytes = 0;
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const ReportJob& job);
ReportSummary report(const ReportJob& job, const RunContext& run);

template <class Self, class Visit>
void ReportJob::each(Self& self, Visit&& visit) {
  visit("cube", self.cube, {.text = "cube before filling", .positional = true, .required = true});
  visit("filled", self.filled, {.text = "filled cube that 'fill' made from it", .positional = true, .required = true});
  visit("output", self.output, {.text = "page to write (HTML)", .letter = 'o', .required = true});
  visit("lower", self.lower, {.text = "lower bound that 'fill' wrote; needs --upper"});
  visit("upper", self.upper, {.text = "upper bound that 'fill' wrote; needs --lower"});
  visit("provenance", self.provenance, {.text = "provenance that 'fill' wrote"});
  visit("evaluation", self.evaluation, {.text = "scores that 'evaluate --json' wrote"});
  CubeReadOptions::each(self.reading, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
}

}  // namespace undercast
