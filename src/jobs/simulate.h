// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "simulate/simulate.h"

namespace undercast {

/// Makes a synthetic scene.
struct SimulateJob {
  OutputFile output, truth;
  SimulateOptions scene;
  bool overwrite = false;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const SimulateJob& job);
SimulateSummary simulate(const SimulateJob& job, const RunContext& run);

template <class Self, class Visit>
void SimulateJob::each(Self& self, Visit&& visit) {
  visit("output", self.output, {.text = "cube to write", .letter = 'o', .required = true});
  visit("truth", self.truth, {.text = "cube of the NDVI beneath the clouds to write"});
  SimulateOptions::each(self.scene, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
}

}  // namespace undercast
