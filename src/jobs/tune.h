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

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
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

template <class Self, class Visit>
void TuneJob::each(Self& self, Visit&& visit) {
  visit("cube", self.cubes, {.text = "cubes to train on", .positional = true, .required = true});
  visit("output", self.output,
        {.text = "config file to write, with the best options (.json)", .letter = 'o', .required = true});
  visit("model", self.model, {.text = "kind of network", .choices = network_kinds()});
  visit("json", self.json, {.text = "file for every trial; - prints JSON on stdout instead of the table"});
  visit("resume", self.resume, {.text = "continue an interrupted search for this output", .of_the_run = true});
  TuneOptions::each(self.search, visit);
  CubeReadOptions::each(self.reading, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
  TrainOptions::each(self.training, in_group("Training", visit));
}

}  // namespace undercast
