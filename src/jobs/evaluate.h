// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/run_context.h"
#include "evaluate/table.h"
#include "gaps/holdout.h"
#include "io/cube_file.h"
#include "jobs/fillers.h"

namespace undercast {

/// Scores methods and models on hidden values.
struct EvaluateJob {
  InputFile cube;   ///< cube or table of points
  InputFile truth;  ///< what is missing in the cube; not given: observed values are hidden
  std::vector<std::string> methods{"linear", "whittaker"};
  std::vector<InputFile> models;
  std::string train_preset, ablate;  ///< empty: none
  std::vector<std::string> protocols{"blocks-short", "blocks-long"};
  std::vector<int> seeds{0};
  bool members = false;
  std::string answers;  ///< a folder; empty: none
  OutputFile json, plot;
  MethodOptions parameters;
  CubeReadOptions reading;
  std::string train_model = network_kinds().front();
  TrainOptions training;
  bool overwrite = false;

  bool trains() const { return !train_preset.empty(); }
  const std::string& network() const { return train_model; }

  void each(const OptionVisitor& visit);
};

struct EvaluateSummary {
  std::vector<Summary> summaries;
  std::vector<ExpectedOfMethod> expected;  ///< of what is missing in the cube; empty if its truth is known
  nlohmann::json json;                     ///< every figure
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const EvaluateJob& job);
/// Scores every method and model on the same hidden values, and writes the files that the job
/// names. On ranks other than 0 the summary is empty. Throws Error(bad_input) when there is nothing
/// to score.
EvaluateSummary evaluate(const EvaluateJob& job, const RunContext& run);

}  // namespace undercast
