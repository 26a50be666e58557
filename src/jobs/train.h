// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/run_context.h"
#include "gaps/expected_error.h"
#include "io/cube_file.h"
#include "networks/networks.h"

namespace undercast {

/// Fits a network to cubes by hiding observed values and predicting them.
struct TrainJob {
  std::vector<InputFile> cubes;
  OutputFile output;
  std::string model = network_kinds().front();
  std::string attribution;  ///< empty: none
  bool resume = false;
  TrainOptions training;
  CubeReadOptions reading;
  bool overwrite = false;

  const std::string& network() const { return model; }

  void each(const OptionVisitor& visit);
};

struct TrainSummary {
  ModelFile model;  ///< empty on ranks other than 0.
  /// The error of filling what is missing in the cubes; none if the model knows no errors by gap.
  std::optional<ExpectedError> expected;
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const TrainJob& job);
/// Writes the model file. Throws Error(interrupted) after a requested stop; then `resume` continues
/// to the same model.
TrainSummary train(const TrainJob& job, const RunContext& run);

}  // namespace undercast
