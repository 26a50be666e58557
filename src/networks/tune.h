// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/option.h"
#include "core/progress.h"

namespace undercast {

struct TuneOptions {
  int trials = 18;
  int rungs = 3;
  int keep_one_in = 3;
  int seed = 0;

  void each(const OptionVisitor& visit);
};

/// Holds a set of training options, by name, with the held-out RMSE that it reached on each rung.
struct Trial {
  int number = 0;
  nlohmann::json options;
  std::vector<double> rmse;
};

/// Trains with options for some epochs and returns the held-out RMSE.
using RunTrial = std::function<double(const nlohmann::json& options, int epochs)>;

/// Random search with successive halving (Bergstra and Bengio 2012; Jamieson and Talwalkar 2016):
/// all trials are trained briefly, the best of them longer, and so on; the trials of the last rung
/// are trained for `epochs`.
class Tuner {
 public:
  /// Draws the trials for a kind of model; sizes of a network are searched only when `sizes` is
  /// set.
  Tuner(const TuneOptions& options, const std::string& kind, bool sizes, int epochs);

  /// Continues the search that gave `state()`. Throws Error(bad_input) when the state is from
  /// another search, or is no state.
  void restore(const JsonValue& state);
  nlohmann::json state() const;
  /// Trains all trials and calls `save` after each. Throws Error(interrupted) after a requested
  /// stop; finished trials are kept.
  void run(const RunTrial& trial, const std::function<void()>& save, Progress& progress);
  /// Returns the trials, best first: by the rung that they reached, then by RMSE.
  std::vector<Trial> ranking() const;
  int epochs_on(int rung) const;

 private:
  std::vector<std::size_t> reaching(int rung) const;

  TuneOptions options_;
  int epochs_;
  std::vector<Trial> trials_;
};

/// Returns the ranking as a Markdown table.
std::string to_markdown(const std::vector<Trial>& ranking);

}  // namespace undercast
