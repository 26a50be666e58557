// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/option.h"
#include "core/progress.h"

namespace undercast {

struct TuneOptions {
  int trials = 18;
  int rungs = 3;
  int keep_one_in = 3;
  int seed = 0;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("trials", self.trials, OptionText{"sets of options to try; the first one is the defaults", "", 1, 10000});
    visit("rungs", self.rungs, OptionText{"times that the better ones are trained longer", "", 1, 10});
    visit("keep-one-in", self.keep_one_in,
          OptionText{"share of the trials that reach the next rung, and how many times longer they train there", "", 2,
                     10});
    visit("tune-seed", self.seed, OptionText{"seed of the sets of options", "", 0, 2147483647});
  }
};

/// A set of training options, by name, with the held-out RMSE that it reached on each rung.
struct Trial {
  int number = 0;
  nlohmann::json options;
  std::vector<double> rmse;
};

/// Trains with options for some epochs and returns the held-out RMSE.
using RunTrial = std::function<double(const nlohmann::json& options, int epochs)>;

/// Random search with successive halving (Bergstra and Bengio 2012; Jamieson and Talwalkar 2016): all trials are
/// trained briefly, the best share of them longer, and so on until those of the last rung are trained for `epochs`.
class Tuner {
 public:
  /// Draws the trials for a kind of model; sizes of a network are searched only where `sizes` is set.
  Tuner(const TuneOptions& options, const std::string& kind, bool sizes, int epochs);

  /// Continues where what `state()` gave has stopped. Throws Error(bad_input) when it is of another search.
  void restore(const nlohmann::json& state);
  nlohmann::json state() const;
  /// `save` is called after each trial. A stop leaves finished trials as they are: Error(interrupted).
  void run(const RunTrial& trial, const std::function<void()>& save, Progress& progress);
  /// Best first: those that came further, then by RMSE.
  std::vector<Trial> ranking() const;
  int epochs_on(int rung) const;

 private:
  std::vector<std::size_t> reaching(int rung) const;

  TuneOptions options_;
  int epochs_;
  std::vector<Trial> trials_;
};

/// Ranked, in Markdown.
std::string to_markdown(const std::vector<Trial>& ranking);

}  // namespace undercast
