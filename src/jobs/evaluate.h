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
  InputFile cube;  ///< cube or table of points
  std::vector<std::string> methods{"linear", "whittaker"};
  std::vector<InputFile> models;
  std::string train_preset, ablate;  ///< empty: none
  std::vector<std::string> protocols{"blocks-short", "blocks-long"};
  std::vector<int> seeds{0};
  OutputFile json, plot;
  MethodOptions parameters;
  CubeReadOptions reading;
  std::string train_model = network_kinds().front();
  TrainOptions training;
  bool overwrite = false;

  bool trains() const { return !train_preset.empty(); }

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

struct EvaluateSummary {
  std::vector<Summary> summaries;
  nlohmann::json json;  ///< every figure
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const EvaluateJob& job);
/// Scores every method and model on the same hidden values, and writes the files that the job
/// names. On ranks other than 0 the summary is empty. Throws Error(bad_input) when there is nothing
/// to score.
EvaluateSummary evaluate(const EvaluateJob& job, const RunContext& run);

template <class Self, class Visit>
void EvaluateJob::each(Self& self, Visit&& visit) {
  visit("cube", self.cube,
        {.text = "cube, or table of points (.csv), whose observed values are hidden and scored",
         .positional = true,
         .required = true});
  visit("method", self.methods, {.text = "methods to score", .choices = method_names()});
  visit("model", self.models, {.text = "model files to score"});
  visit("train-preset", self.train_preset,
        {.text = "also score a network that is trained on each hold-out, with this effort",
         .choices = {"quick", "standard", "best"},
         .may_be_empty = true});
  visit("ablate", self.ablate,
        {.text = "also score each method that uses radar a second time, without radar",
         .choices = {"radar"},
         .may_be_empty = true});
  visit("protocol", self.protocols, {.text = "hold-out protocols: what is hidden", .choices = protocol_names()});
  visit("seeds", self.seeds, {.text = "seeds of the hold-outs"});
  visit("json", self.json, {.text = "file for every figure; - prints JSON on stdout instead of the table"});
  visit("plot", self.plot,
        {.text = "picture to write: error by gap length (PNG); beside it NAME-coverage (of the bounds), NAME-density "
                 "(estimates against truths) and NAME-map (mean absolute error of each pixel)",
         .ending = ".png"});
  MethodOptions::each(self.parameters, visit);
  CubeReadOptions::each(self.reading, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
  const auto training = in_group("Training (with --train-preset)", visit, true);
  training("train-model", self.train_model, {.text = "kind of network to train", .choices = network_kinds()});
  TrainOptions::each(self.training, training);
}

}  // namespace undercast
