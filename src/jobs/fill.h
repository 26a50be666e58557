// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
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
  std::shared_ptr<const ModelFile> loaded_model = {};  ///< in the place of `model`, which may then name it
  std::string method;
  OutputFile lower, upper;  ///< bounds
  OutputFile provenance, quicklook, animation;
  std::string dates;            ///< of the outputs: daily, dekad or a list's name; empty: the cube's periods
  int max_gap_days = 0;         ///< 0: all gaps are filled
  std::string screen = "flag";  ///< what becomes of suspect observations: off, flag, drop
  MethodOptions parameters;
  CubeReadOptions reading;
  CubeWriteOptions writing;
  std::string train_model = network_kinds().front();
  TrainOptions training;
  bool dry_run = false;  ///< estimate_fill() is wanted, in the place of fill()
  bool overwrite = false;

  bool has_model() const { return model.given() || loaded_model != nullptr; }
  bool trains() const { return method.empty() && !has_model(); }
  const std::string& network() const { return train_model; }

  void each(const OptionVisitor& visit);
  /// Parts of each(): options of filling and of training that name no file. Cubes of arrays have
  /// them, too.
  void each_of_filling(const OptionVisitor& visit);
  void each_of_training(const OptionVisitor& visit);
};

/// Says where the values of the filled cube come from, as fractions of all values.
struct FillSummary {
  std::string filled_by;
  double observed = 0, filled = 0, low_trust = 0, missing = 0;
  /// Suspect observations: with `flag` they are a part of `observed`, with `drop` they were filled.
  double suspect = 0;
  bool suspects_were_dropped = false;
};

/// `count` says how many of `total` values have a provenance; `dropped` suspect ones were filled.
FillSummary summary_of(const FillerTraits& traits, const std::function<long long(Provenance)>& count, long long dropped,
                       double total);

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const FillJob& job);
/// Checks a job against its cube, which is opened but not read. Throws Error(usage) for an output
/// that is no raster and for dates that need more memory; warns where the cube was filled already.
void check(const FillJob& job, const CubeFile& cube, const RunContext& run);
/// Writes the filled cube and the other files that the job names. Throws Error(bad_input) when the
/// cube holds too little, and Error(interrupted) after a requested stop; the same job then
/// continues a long fill. On ranks other than 0 the summary is empty.
FillSummary fill(const FillJob& job, const RunContext& run);

}  // namespace undercast
