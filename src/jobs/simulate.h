// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "simulate/simulate.h"

namespace undercast {

/// Makes a synthetic scene.
struct SimulateJob {
  OutputFile output, truth;
  SimulateOptions scene;
  CubeWriteOptions writing;
  bool overwrite = false;

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const SimulateJob& job);
SimulateSummary simulate(const SimulateJob& job, const RunContext& run);

}  // namespace undercast
