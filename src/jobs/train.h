// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/run_context.h"
#include "io/cube_file.h"
#include "networks/networks.h"

namespace undercast {

/// Fits a network to cubes by hiding observed values and predicting them.
struct TrainJob {
  std::vector<InputFile> cubes;
  OutputFile output;
  std::string model = network_kinds().front();
  bool resume = false;
  TrainOptions training;
  CubeReadOptions reading;
  bool overwrite = false;

  const std::string& network() const { return model; }

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const TrainJob& job);
/// Writes the model file and returns it; ranks other than 0 return an empty one. Throws
/// Error(interrupted) after a requested stop; then `resume` continues to the same model.
ModelFile train(const TrainJob& job, const RunContext& run);

}  // namespace undercast
