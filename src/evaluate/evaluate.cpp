// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate.h"

#include <chrono>

#include "core/interpolation.h"
#include "fill/fill_cube.h"

namespace undercast {

Cube without_radar(const Cube& cube) { return cube.crop(cube.grid.whole(), false); }

std::vector<Result> evaluate(const Cube& cube, const std::vector<Candidate>& candidates,
                             const std::vector<std::string>& protocols, const std::vector<int>& seeds, int threads,
                             Progress& progress) {
  std::vector<Result> results;
  progress.begin("evaluating", static_cast<long long>(protocols.size() * seeds.size() * candidates.size()));
  for (const std::string& protocol : protocols) {
    for (const int seed : seeds) {
      const Holdout holdout = make_holdout(cube.ndvi, protocol, static_cast<std::uint64_t>(seed));
      const Cube visible = hide(cube, holdout);
      const std::vector<GapKind> kinds = gap_kinds(visible.ndvi);
      const Cube trainable = training_part(visible, holdout);
      for (const Candidate& candidate : candidates) {
        stop_if_requested();
        const auto started = std::chrono::steady_clock::now();
        const bool blind = candidate.without_radar;
        const Contender contender =
            candidate.make(blind ? without_radar(trainable) : trainable, static_cast<std::uint64_t>(seed));
        const FilledWindow filled = fill_cube(blind ? without_radar(visible) : visible, *contender.filler, threads);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
        results.push_back({candidate.name, protocol, static_cast<std::uint64_t>(seed), candidate.saw_hidden_values,
                           score(cube.ndvi, filled, holdout.scored, contender.calibration, kinds), took.count()});
        progress.advance(1, candidate.name + " " + protocol);
      }
    }
  }
  progress.end();
  return results;
}

}  // namespace undercast
