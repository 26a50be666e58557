// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate.h"

#include <chrono>
#include <optional>

#include "fill/fill_cube.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

// A hold-out of a cube.
struct Hidden {
  Holdout holdout;
  Cube visible, trainable;
  std::vector<DateObserved> kinds;
};

Hidden hide(const Cube& cube, const std::string& protocol, int seed) {
  Hidden hidden{make_holdout(cube.ndvi, protocol, static_cast<std::uint64_t>(seed)), {}, {}, {}};
  hidden.visible = hide(cube, hidden.holdout);
  hidden.trainable = training_part(hidden.visible, hidden.holdout);
  hidden.kinds = date_kinds(hidden.visible.ndvi);
  return hidden;
}

void put(const Result& result, std::string& to) {
  ByteWriter bytes(to);
  bytes.put(result.method);
  bytes.put(result.protocol);
  bytes.put(result.seed);
  bytes.put(result.saw_hidden_values);
  bytes.put(result.seconds);
  bytes.put(result.scores.all);
  for (const std::vector<Score>& groups : result.scores.by) bytes.put(groups);
  result.scores.images.put(bytes);
}

Result get(const std::string& from) {
  ByteReader bytes(from);
  Result result;
  result.method = bytes.get_string();
  result.protocol = bytes.get_string();
  result.seed = bytes.get<std::uint64_t>();
  result.saw_hidden_values = bytes.get<bool>();
  result.seconds = bytes.get<double>();
  result.scores.all = bytes.get<Score>();
  for (std::vector<Score>& groups : result.scores.by) groups = bytes.get_vector<Score>();
  result.scores.images = ErrorImages::get(bytes);
  return result;
}

// Scores items one after another, since each uses all threads. An item is a protocol, a seed and a
// candidate.
class Scorer {
 public:
  Scorer(const Cube& cube, const EvaluationPlan& plan, const RunContext& run) : cube_(cube), plan_(plan), run_(run) {}

  int items() const { return static_cast<int>(plan_.protocols.size() * plan_.seeds.size() * plan_.candidates.size()); }

  Result score_item(int item) {
    const std::size_t draw = item / plan_.candidates.size();
    const Candidate& candidate = plan_.candidates[item % plan_.candidates.size()];
    const std::string& protocol = plan_.protocols[draw / plan_.seeds.size()];
    const int seed = plan_.seeds[draw % plan_.seeds.size()];
    if (!hidden_ || hidden_of_ != draw) hidden_ = hide(cube_, protocol, seed);
    hidden_of_ = draw;
    const auto started = std::chrono::steady_clock::now();
    const auto for_candidate = [&](const Cube& cube) { return candidate.without_radar ? without_radar(cube) : cube; };
    const CalibratedFiller made = candidate.make(for_candidate(hidden_->trainable), static_cast<std::uint64_t>(seed));
    const FilledWindow filled = fill_cube(for_candidate(hidden_->visible), *made.filler, run_.threads);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    run_.progress.advance(1, candidate.name + " " + protocol);
    return {candidate.name,
            protocol,
            static_cast<std::uint64_t>(seed),
            candidate.saw_hidden_values,
            score(cube_.ndvi, filled, hidden_->holdout.scored, made.calibration, hidden_->kinds),
            took.count()};
  }

 private:
  const Cube& cube_;
  const EvaluationPlan& plan_;
  const RunContext& run_;
  std::optional<Hidden> hidden_;
  std::size_t hidden_of_ = 0;
};

}  // namespace

Cube without_radar(const Cube& cube) { return cube.crop(cube.grid.whole(), false); }

std::vector<Result> evaluate(const Cube& cube, const EvaluationPlan& plan, const RunContext& run) {
  Scorer scorer(cube, plan, run);
  std::vector<Result> results(scorer.items());
  run.progress.begin("evaluating", scorer.items());
  parallel_for(scorer.items(), 1, [&](int item, int) { results[item] = scorer.score_item(item); });
  run.progress.end();
  return results;
}

std::vector<Result> evaluate(const Cube& cube, const EvaluationPlan& plan, const RunContext& run, KeptWork& work) {
  Scorer scorer(cube, plan, run);
  run.progress.begin("evaluating", scorer.items());
  run.progress.advance(scorer.items() - static_cast<long long>(work.begin(scorer.items()).size()));
  parallel_for(work, 1, [&](int item, int) { put(scorer.score_item(item), work.bytes()); });
  std::vector<Result> results(scorer.items());
  bool is_whole = false;
  work.join([&](int item, const std::string& bytes) {
    results[item] = get(bytes);
    is_whole = true;
  });
  run.progress.end();
  return is_whole ? results : std::vector<Result>();
}

}  // namespace undercast
