// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>

#include "core/run_context.h"
#include "io/raster_options.h"
#include "simulate/simulate_options.h"

namespace undercast {

/// The files that simulate() writes.
struct SimulateOutput {
  std::string cube;
  std::string truth;  ///< empty: none
  std::map<std::string, std::string> metadata;
  bool overwrite = false;
  CubeWriteOptions writing = {};
};

struct SimulateSummary {
  double observed_share = 0;  ///< of NDVI values
  int empty_steps = 0;        ///< composites with fewer than 1 % of pixels observed
  int steps = 0;
};

/// Writes a synthetic cube and its truth window by window, in bounded memory. The bytes do not
/// depend on the number of threads. Throws Error(usage) for bad options or existing outputs,
/// Error(io) when writing fails.
SimulateSummary simulate(const SimulateOptions& options, const SimulateOutput& output, const RunContext& run);

}  // namespace undercast
