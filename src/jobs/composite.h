// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "composite/composite.h"
#include "core/run_context.h"

namespace undercast {

/// Makes a cube of composites from local acquisitions.
struct CompositeJob {
  OutputFile output, counts;
  CompositeOptions options;
  bool overwrite = false;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const CompositeJob& job);
CompositeSummary composite(const CompositeJob& job, const RunContext& run);

template <class Self, class Visit>
void CompositeJob::each(Self& self, Visit&& visit) {
  visit("output", self.output, {.text = "cube to write", .letter = 'o', .required = true});
  visit("counts", self.counts, {.text = "also write how many images each value comes from"});
  CompositeOptions::each(self.options, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
}

}  // namespace undercast
