// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/run_context.h"
#include "evaluate/score.h"
#include "fill/calibrated_filler.h"
#include "gaps/holdout.h"
#include "io/kept_work.h"

namespace undercast {

/// Which values are hidden.
struct HoldoutName {
  std::string protocol;
  std::uint64_t seed = 0;
};

/// A method to be scored. `make` returns its filler for one hold-out, from the part of the cube
/// that a network may be trained on, which never holds the hidden values.
struct Candidate {
  std::string name;
  std::function<CalibratedFiller(const Cube& training_part, const HoldoutName& hidden)> make;
  /// It was trained on this very cube with the hidden values, so its scores are no test.
  bool saw_hidden_values = false;
  /// It is made from the cube without radar, and fills it without radar.
  bool without_radar = false;
};

/// The scores of a method under one protocol and seed.
struct Result {
  std::string method, protocol;
  std::uint64_t seed = 0;
  bool saw_hidden_values = false;
  Scores scores;
  double seconds = 0;  ///< time to make (train) the filler and to fill
};

/// The cube with its NDVI alone.
Cube without_radar(const Cube& cube);

/// Every candidate is scored on the same hidden values, for each protocol and seed.
struct EvaluationPlan {
  std::vector<Candidate> candidates;
  std::vector<std::string> protocols;
  std::vector<int> seeds;
  bool members = false;      ///< also score the methods that a candidate blends
  std::string answers = {};  ///< folder to keep their answers in (docs/formats.md); empty: none
  /// What is hidden, in place of the only protocol's own choice: the values that are missing in a
  /// cube whose truth is known.
  std::optional<Holdout> missing = std::nullopt;
};

/// Returns one result for each protocol, seed and candidate, in this order; the results of a
/// candidate's members follow it.
std::vector<Result> evaluate(const Cube& cube, const EvaluationPlan& plan, const RunContext& run);
/// The ranks of a team share the work, and results outlive an interrupted run. Rank 0 gets all
/// results, the others none.
std::vector<Result> evaluate(const Cube& cube, const EvaluationPlan& plan, const RunContext& run, KeptWork& work);

}  // namespace undercast
