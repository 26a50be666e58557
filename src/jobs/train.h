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

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const TrainJob& job);
/// Writes the model file and returns it; ranks other than 0 return an empty one. Throws
/// Error(interrupted) after a requested stop; then `resume` continues to the same model.
ModelFile train(const TrainJob& job, const RunContext& run);

template <class Self, class Visit>
void TrainJob::each(Self& self, Visit&& visit) {
  visit("cube", self.cubes, {.text = "cubes to train on", .positional = true, .required = true});
  visit("output", self.output, {.text = "model file to write (.uc)", .letter = 'o', .required = true});
  visit("model", self.model, {.text = "kind of network", .choices = network_kinds()});
  visit("resume", self.resume, {.text = "continue an interrupted training of this output", .of_the_run = true});
  CubeReadOptions::each(self.reading, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
  TrainOptions::each(self.training, in_group("Training", visit));
}

}  // namespace undercast
