// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "composite/composite.h"
#include "core/run_context.h"

namespace undercast {

/// Makes a cube of composites from local acquisitions.
struct CompositeJob {
  OutputFile output, counts;
  InputFile append;  ///< a cube that is continued
  CompositeOptions options;
  CubeWriteOptions writing;
  bool overwrite = false;

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const CompositeJob& job);
CompositeSummary composite(CompositeJob job, const RunContext& run);

}  // namespace undercast
