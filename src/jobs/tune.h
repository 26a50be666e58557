// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/run_context.h"
#include "io/cube_file.h"
#include "networks/networks.h"
#include "networks/tune.h"

namespace undercast {

/// Searches training options on held-out values, and writes the best as a config file.
struct TuneJob {
  std::vector<InputFile> cubes;
  OutputFile output, json;
  std::string model = network_kinds().front();
  bool resume = false;
  TuneOptions search;
  TrainOptions training;
  CubeReadOptions reading;
  bool overwrite = false;

  const std::string& network() const { return model; }

  void each(const OptionVisitor& visit);
};

struct TuneSummary {
  std::vector<Trial> ranking;  ///< best first
  nlohmann::json json;         ///< every trial
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const TuneJob& job);
/// Searches, and writes the files that the job names. Throws Error(interrupted) after a requested
/// stop; finished trials are kept, and `resume` continues from them.
TuneSummary tune(const TuneJob& job, const RunContext& run);

}  // namespace undercast
