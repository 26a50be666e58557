// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/run_context.h"
#include "io/cube_file.h"
#include "jobs/fillers.h"

namespace undercast {

/// Fills the gaps of a cube: with a method, with a trained network, or (both empty) with a network
/// that is first trained on the cube.
struct FillJob {
  InputFile cube;
  OutputFile output;
  InputFile model;
  std::string method;
  OutputFile lower, upper;  ///< bounds
  OutputFile provenance, quicklook, animation;
  MethodOptions parameters;
  CubeReadOptions reading;
  std::string train_model = network_kinds().front();
  TrainOptions training;
  bool overwrite = false;

  bool trains() const { return method.empty() && !model.given(); }

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// Says where the values of the filled cube come from, as fractions of all values.
struct FillSummary {
  std::string filled_by;
  double observed = 0, filled = 0, low_trust = 0, missing = 0;
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const FillJob& job);
/// Writes the filled cube and the other files that the job names. Throws Error(bad_input) when the
/// cube holds too little, and Error(interrupted) after a requested stop; the same job then
/// continues a long fill. On ranks other than 0 the summary is empty.
FillSummary fill(const FillJob& job, const RunContext& run);

template <class Self, class Visit>
void FillJob::each(Self& self, Visit&& visit) {
  visit("cube", self.cube, {.text = "cube to fill", .positional = true, .required = true});
  visit("output", self.output,
        {.text = "filled cube to write (Cloud Optimized GeoTIFF)", .letter = 'o', .required = true});
  visit("model", self.model, {.text = "model file; without it and --method a network is trained on the cube first"});
  visit("method", self.method,
        {.text = "method that needs no network", .choices = method_names(), .may_be_empty = true});
  visit("lower", self.lower, {.text = "cube to write: lower bound of the 90 % interval of each value"});
  visit("upper", self.upper, {.text = "cube to write: upper bound"});
  visit("provenance", self.provenance, {.text = "raster to write that says where each value comes from"});
  visit("quicklook", self.quicklook,
        {.text = "picture to write: maps before and after, series of a few pixels (PNG)", .ending = ".png"});
  visit("animation", self.animation,
        {.text = "animation to write: observed beside filled, date by date (WebP)", .ending = ".webp"});
  MethodOptions::each(self.parameters, visit);
  CubeReadOptions::each(self.reading, visit);
  visit("overwrite", self.overwrite, kOverwriteText);
  const auto training = in_group("Training (without --model and --method)", visit, true);
  training("train-model", self.train_model, {.text = "kind of network to train", .choices = network_kinds()});
  TrainOptions::each(self.training, training);
}

}  // namespace undercast
