// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "gaps/suspects.h"
#include "io/npy_file.h"

namespace undercast {
namespace {

// A hold-out of a cube.
struct Hidden {
  Holdout holdout;
  Cube visible, trainable;
  std::vector<DateObserved> kinds;
};

Hidden hidden_by(const Cube& cube, Holdout holdout) {
  Hidden hidden{std::move(holdout), {}, {}, {}};
  hidden.visible = hide(cube, hidden.holdout);
  hidden.trainable = training_part(hidden.visible, hidden.holdout);
  hidden.kinds = date_kinds(hidden.visible.ndvi);
  return hidden;
}

void put(const Result& result, ByteWriter& bytes) {
  bytes.put(result.method);
  bytes.put(result.protocol);
  bytes.put(result.seed);
  bytes.put(result.saw_hidden_values);
  bytes.put(result.seconds);
  bytes.put(result.scores.all);
  for (const std::vector<Score>& groups : result.scores.by) bytes.put(groups);
  result.scores.images.put(bytes);
}

Result get(ByteReader& bytes) {
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

// A filled cube with the estimates of one member of the blend.
FilledWindow filled_by(const Member& member, FilledWindow filled) {
  for (std::size_t i = 0; i < filled.ndvi.values.size(); ++i)
    if (!was_observed(filled.provenance[i]) && filled.provenance[i] != Provenance::missing)
      filled.ndvi.values[i] = filled.range.clamp(member.ndvi.values[i]);
  return filled;
}

// A filled cube, and how the blend came about.
struct Blended {
  const FilledWindow& filled;
  const std::vector<Member>& members;
  const Calibration& calibration;
};

// The scored values of a hold-out, one a row: where they are, the truth, and every answer.
NumberTable answers_of(const Cube& cube, const Hidden& hidden, const Blended& blended) {
  NumberTable table{{"step", "pixel", "unobserved", "gap_days", "truth", "linear"}, {}};
  for (const Member& member : blended.members) table.columns.push_back(member.name);
  for (const char* name : {"blend", "spread", "lower", "upper"}) table.columns.emplace_back(name);
  const Variable line = interpolate_linearly(hidden.visible.ndvi);
  const Bounds bounds = bounds_of(blended.filled, blended.calibration, hidden.kinds);
  const std::size_t pixels = cube.ndvi.pixels();
  for (std::size_t i = 0; i < hidden.holdout.scored.size(); ++i) {
    if (hidden.holdout.scored[i] == 0 || is_missing(blended.filled.ndvi.values[i])) continue;
    const std::size_t step = i / pixels;
    for (const float value :
         {static_cast<float>(step), static_cast<float>(i % pixels), static_cast<float>(hidden.kinds[step]),
          blended.filled.gap_days[i], cube.ndvi.values[i], line.values[i]})
      table.values.push_back(value);
    for (const Member& member : blended.members) table.values.push_back(member.ndvi.values[i]);
    for (const Variable* value : {&blended.filled.ndvi, &blended.filled.spread, &bounds.lower, &bounds.upper})
      table.values.push_back(value->values[i]);
  }
  return table;
}

// Scores items one after another, since each uses all threads. An item is a protocol, a seed and a
// candidate.
class Scorer {
 public:
  Scorer(const Cube& cube, const EvaluationPlan& plan, const RunContext& run)
      : cube_(cube), plan_(plan), run_(run), suspects_(SuspectTest(cube.ndvi).find(cube.ndvi)) {}

  int items() const { return static_cast<int>(plan_.protocols.size() * plan_.seeds.size() * plan_.candidates.size()); }

  // The result of the item's candidate, and of its members when the plan asks for them.
  std::vector<Result> score_item(int item) {
    const std::size_t draw = item / plan_.candidates.size();
    const Candidate& candidate = plan_.candidates[item % plan_.candidates.size()];
    const std::string& protocol = plan_.protocols[draw / plan_.seeds.size()];
    const int seed = plan_.seeds[draw % plan_.seeds.size()];
    const HoldoutName name{protocol, static_cast<std::uint64_t>(seed)};
    if (!hidden_ || hidden_of_ != draw)
      hidden_ = hidden_by(cube_, plan_.missing ? *plan_.missing : make_holdout(cube_.ndvi, protocol, name.seed));
    hidden_of_ = draw;
    const auto started = std::chrono::steady_clock::now();
    const auto for_candidate = [&](const Cube& cube) { return candidate.without_radar ? without_radar(cube) : cube; };
    const CalibratedFiller made = candidate.make(for_candidate(hidden_->trainable), name);
    const Cube visible = for_candidate(hidden_->visible);
    const FilledWindow filled = fill_cube(visible, *made.filler, run_.threads);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    run_.progress.advance(1, candidate.name + " " + protocol);
    const auto result = [&](const std::string& method, const FilledWindow& of_method,
                            const std::optional<Calibration>& calibration) {
      return Result{method,
                    protocol,
                    name.seed,
                    candidate.saw_hidden_values,
                    score({cube_.ndvi, hidden_->holdout.scored, suspects_, hidden_->kinds}, of_method, calibration),
                    took.count()};
    };
    std::vector<Result> results{result(candidate.name, filled, made.calibration)};
    if (!plan_.members && plan_.answers.empty()) return results;
    const std::vector<Member> members = made.filler->members(visible);
    for (const Member& member : members)
      results.push_back(result(candidate.name + ": " + member.name, filled_by(member, filled), std::nullopt));
    if (!plan_.answers.empty() && !members.empty())
      write_npy_file(fmt::format("{}/{}-{}.npy", plan_.answers, protocol, seed),
                     answers_of(cube_, *hidden_, {filled, members, made.calibration.value_or(Calibration())}), true);
    return results;
  }

 private:
  const Cube& cube_;
  const EvaluationPlan& plan_;
  const RunContext& run_;
  std::vector<std::uint8_t> suspects_;  ///< of the cube's values, [time, row, col]
  std::optional<Hidden> hidden_;
  std::size_t hidden_of_ = 0;
};

std::vector<Result> together(std::vector<std::vector<Result>> items) {
  std::vector<Result> all;
  for (std::vector<Result>& item : items)
    for (Result& result : item) all.push_back(std::move(result));
  return all;
}

}  // namespace

Cube without_radar(const Cube& cube) { return cube.crop(cube.grid.whole(), false); }

std::vector<Result> evaluate(const Cube& cube, const EvaluationPlan& plan, const RunContext& run) {
  Scorer scorer(cube, plan, run);
  std::vector<std::vector<Result>> results(scorer.items());
  run.progress.begin("evaluating", scorer.items());
  parallel_for(scorer.items(), 1, [&](int item, int) { results[item] = scorer.score_item(item); });
  run.progress.end();
  return together(std::move(results));
}

std::vector<Result> evaluate(const Cube& cube, const EvaluationPlan& plan, const RunContext& run, KeptWork& work) {
  Scorer scorer(cube, plan, run);
  run.progress.begin("evaluating", scorer.items());
  run.progress.advance(scorer.items() - static_cast<long long>(work.begin(scorer.items()).size()));
  parallel_for(work, 1, [&](int item, int) {
    ByteWriter bytes(work.bytes());
    const std::vector<Result> results = scorer.score_item(item);
    bytes.put(static_cast<std::uint64_t>(results.size()));
    for (const Result& result : results) put(result, bytes);
  });
  std::vector<std::vector<Result>> results(scorer.items());
  bool is_whole = false;
  work.join([&](int item, const std::string& from) {
    ByteReader bytes(from);
    results[item].resize(bytes.get<std::uint64_t>());
    for (Result& result : results[item]) result = get(bytes);
    is_whole = true;
  });
  run.progress.end();
  return is_whole ? together(std::move(results)) : std::vector<Result>();
}

}  // namespace undercast
