// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate.h"

#include <chrono>

#include "core/interpolation.h"
#include "fill/fill_cube.h"

namespace undercast {
namespace {

/// What a protocol hides with a seed.
struct Hidden {
  Holdout holdout;
  Cube visible, trainable;
  std::vector<GapKind> kinds;
};

Hidden hide(const Cube& cube, const std::string& protocol, int seed) {
  Hidden hidden{make_holdout(cube.ndvi, protocol, static_cast<std::uint64_t>(seed)), {}, {}, {}};
  hidden.visible = hide(cube, hidden.holdout);
  hidden.trainable = training_part(hidden.visible, hidden.holdout);
  hidden.kinds = gap_kinds(hidden.visible.ndvi);
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

}  // namespace

Cube without_radar(const Cube& cube) { return cube.crop(cube.grid.whole(), false); }

std::vector<Result> evaluate(const Cube& cube, const std::vector<Candidate>& candidates,
                             const std::vector<std::string>& protocols, const std::vector<int>& seeds, int threads,
                             Progress& progress) {
  Team alone;
  KeptWork work({}, {}, false, alone);
  return evaluate(cube, candidates, protocols, seeds, threads, progress, work);
}

std::vector<Result> evaluate(const Cube& cube, const std::vector<Candidate>& candidates,
                             const std::vector<std::string>& protocols, const std::vector<int>& seeds, int threads,
                             Progress& progress, KeptWork& work) {
  const std::size_t items = protocols.size() * seeds.size() * candidates.size();
  progress.begin("evaluating", static_cast<long long>(items));
  progress.advance(static_cast<long long>(items - work.begin(static_cast<int>(items)).size()));
  std::size_t hidden_of = items;
  Hidden hidden;
  // One after the other: each has threads of its own.
  parallel_for(work, 1, [&](int item, int) {
    const std::size_t draw = static_cast<std::size_t>(item) / candidates.size();
    const Candidate& candidate = candidates[static_cast<std::size_t>(item) % candidates.size()];
    const std::string& protocol = protocols[draw / seeds.size()];
    const int seed = seeds[draw % seeds.size()];
    if (hidden_of != draw) hidden = hide(cube, protocol, seed);
    hidden_of = draw;
    const auto started = std::chrono::steady_clock::now();
    const bool blind = candidate.without_radar;
    const Contender contender =
        candidate.make(blind ? without_radar(hidden.trainable) : hidden.trainable, static_cast<std::uint64_t>(seed));
    const FilledWindow filled =
        fill_cube(blind ? without_radar(hidden.visible) : hidden.visible, *contender.filler, threads);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    put({candidate.name, protocol, static_cast<std::uint64_t>(seed), candidate.saw_hidden_values,
         score(cube.ndvi, filled, hidden.holdout.scored, contender.calibration, hidden.kinds), took.count()},
        work.bytes());
    progress.advance(1, candidate.name + " " + protocol);
  });
  std::vector<Result> results(items);
  bool is_whole = false;
  work.join([&](int item, const std::string& bytes) {
    results[static_cast<std::size_t>(item)] = get(bytes);
    is_whole = true;
  });
  progress.end();
  return is_whole ? results : std::vector<Result>();
}

}  // namespace undercast
