// SPDX-License-Identifier: Apache-2.0
#include "networks/tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/json.h"
#include "core/random.h"
#include "io/options_json.h"
#include "networks/search_space.h"

namespace undercast {

void TuneOptions::each(const OptionVisitor& visit) {
  visit("trials", &trials, {.text = "sets of options to try; the first set is the defaults", .min = 1, .max = 10000});
  visit("rungs", &rungs, {.text = "rounds of successive halving", .min = 1, .max = 10});
  visit("keep-one-in", &keep_one_in,
        {.text = "keep the best 1 in N trials on each rung and train them N times longer", .min = 2, .max = 10});
  visit("tune-seed", &seed, {.text = "seed of the sets of options", .min = 0, .max = 2147483647});
}

Tuner::Tuner(const TuneOptions& options, const std::string& kind, bool sizes, int epochs)
    : options_(options), epochs_(epochs) {
  for (int number = 0; number < options.trials; ++number) {
    Random random(hash_of(static_cast<std::uint64_t>(options.seed), static_cast<std::uint64_t>(number)));
    const auto drawn = number == 0 ? nlohmann::json::object() : draw_training_options(kind, sizes, random);
    trials_.push_back({number, drawn, {}});
  }
}

int Tuner::epochs_on(int rung) const {
  return std::max(1,
                  static_cast<int>(std::lround(epochs_ / std::pow(options_.keep_one_in, options_.rungs - 1 - rung))));
}

// Returns the trials that reach a rung, by number: all reach the first rung, then the best of the
// rung before.
std::vector<std::size_t> Tuner::reaching(int rung) const {
  std::vector<std::size_t> those(trials_.size());
  for (std::size_t i = 0; i < those.size(); ++i) those[i] = i;
  for (int below = 0; below < rung; ++below) {
    const auto at = static_cast<std::size_t>(below);
    std::stable_sort(those.begin(), those.end(),
                     [&](std::size_t a, std::size_t b) { return trials_[a].rmse[at] < trials_[b].rmse[at]; });
    those.resize(std::max<std::size_t>(1, those.size() / static_cast<std::size_t>(options_.keep_one_in)));
  }
  return those;
}

void Tuner::run(const RunTrial& trial, const std::function<void()>& save, Progress& progress) {
  long long total = 0;
  std::size_t remaining = trials_.size();
  for (int rung = 0; rung < options_.rungs; ++rung) {
    total += static_cast<long long>(remaining) * epochs_on(rung);
    remaining = std::max<std::size_t>(1, remaining / static_cast<std::size_t>(options_.keep_one_in));
  }
  progress.begin("tuning", total);
  for (int rung = 0; rung < options_.rungs; ++rung)
    for (const std::size_t number : reaching(rung)) {
      Trial& one = trials_[number];
      const auto at = static_cast<std::size_t>(rung);
      if (one.rmse.size() <= at) {
        stop_if_requested();
        one.rmse.push_back(trial(one.options, epochs_on(rung)));
        save();
      }
      progress.advance(epochs_on(rung), fmt::format("trial {} rung {}: RMSE {:.4f}", number, rung + 1, one.rmse[at]));
    }
  progress.end();
}

std::vector<Trial> Tuner::ranking() const {
  std::vector<Trial> ranked = trials_;
  std::stable_sort(ranked.begin(), ranked.end(), [](const Trial& a, const Trial& b) {
    if (a.rmse.size() != b.rmse.size()) return a.rmse.size() > b.rmse.size();
    return !a.rmse.empty() && a.rmse.back() < b.rmse.back();
  });
  return ranked;
}

nlohmann::json Tuner::state() const {
  nlohmann::json state{{"search", options_to_json(options_)}, {"epochs", epochs_}, {"trials", nlohmann::json::array()}};
  for (const Trial& trial : trials_)
    state["trials"].push_back({{"number", trial.number}, {"options", trial.options}, {"rmse", trial.rmse}});
  return state;
}

void Tuner::restore(const JsonValue& state) {
  const nlohmann::json mine = this->state();
  const std::vector<JsonValue> trials = state.at("trials").items();
  bool same = state.at("search").json() == mine.at("search") && state.at("epochs").as<int>() == epochs_ &&
              trials.size() == trials_.size();
  for (std::size_t i = 0; same && i < trials_.size(); ++i) same = trials[i].at("options").json() == trials_[i].options;
  if (!same)
    throw Error(ErrorKind::bad_input, "the trials to resume from belong to another search",
                "resume with the same options, or start anew without --resume");
  for (std::size_t i = 0; i < trials_.size(); ++i) trials_[i].rmse = trials[i].at("rmse").as<std::vector<double>>();
}

std::string to_markdown(const std::vector<Trial>& ranking) {
  std::string table = "| rank | trial | rungs | held-out RMSE | options |\n|---:|---:|---:|---:|---|\n";
  for (std::size_t rank = 0; rank < ranking.size(); ++rank) {
    const Trial& trial = ranking[rank];
    std::string options;
    for (const auto& [name, value] : trial.options.items())
      options += fmt::format("{}{} {}", options.empty() ? "" : ", ", name,
                             value.is_string() ? value.get<std::string>() : to_text(value));
    table += fmt::format("| {} | {} | {} | {} | {} |\n", rank + 1, trial.number, trial.rmse.size(),
                         trial.rmse.empty() ? "" : fmt::format("{:.4f}", trial.rmse.back()),
                         options.empty() ? "defaults" : options);
  }
  return table;
}

}  // namespace undercast
