// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/calibration.h"
#include "core/progress.h"
#include "evaluate/score.h"
#include "fill/gap_filler.h"
#include "fill/holdout.h"
#include "io/kept_work.h"

namespace undercast {

/// A filler ready for work, with the calibration of its bounds where it has one.
struct Contender {
  std::unique_ptr<GapFiller> filler;
  std::optional<Calibration> calibration;
};

/// A method to be scored. `make` gives the filler for one hold-out; it sees the cube only as a network may be trained
/// on it, never the hidden values.
struct Candidate {
  std::string name;
  std::function<Contender(const Cube& training_part, std::uint64_t seed)> make;
  /// It was trained on this very cube with all its values: its scores are not those of hidden values.
  bool saw_hidden_values = false;
  /// It is made from and fills the cube without its radar variables.
  bool without_radar = false;
};

/// One line of the result: a method under a protocol and seed.
struct Result {
  std::string method, protocol;
  std::uint64_t seed = 0;
  bool saw_hidden_values = false;
  Scores scores;
  double seconds = 0;  ///< making (training) and filling
};

/// The cube with NDVI alone.
Cube without_radar(const Cube& cube);

/// Scores every candidate on the same hidden values, for each protocol and seed.
std::vector<Result> evaluate(const Cube& cube, const std::vector<Candidate>& candidates,
                             const std::vector<std::string>& protocols, const std::vector<int>& seeds, int threads,
                             Progress& progress);
/// The ranks of a team share the results out among them, each of a candidate, protocol and seed. Rank 0 gets all, the
/// others none.
std::vector<Result> evaluate(const Cube& cube, const std::vector<Candidate>& candidates,
                             const std::vector<std::string>& protocols, const std::vector<int>& seeds, int threads,
                             Progress& progress, KeptWork& work);

}  // namespace undercast
