// SPDX-License-Identifier: Apache-2.0
#include "evaluate/calibrate.h"

#include <algorithm>
#include <cmath>

#include "fill/fill_cube.h"
#include "gaps/enough_to_learn_from.h"
#include "gaps/holdout.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

// Each protocol is drawn several times, so that nearly every date is hidden once. No user's seed is
// negative.
constexpr const char* kProtocols[] = {"blocks-short", "blocks-long", "frames-short", "frames-long"};
constexpr int kSeeds[] = {-1, -2, -3, -4};
// Most errors that are kept of a draw: more take memory, but come from the same fields and dates.
constexpr std::size_t kMostErrors = 100'000;

}  // namespace

std::optional<Calibration> calibrate(const Cube& scene, const MakeFiller& make, const RunContext& run) {
  CalibrationSample sample;
  run.progress.begin("calibrating", static_cast<long long>(std::size(kProtocols) * std::size(kSeeds)));
  for (const char* protocol : kProtocols)
    for (const int seed : kSeeds) {
      stop_if_requested();
      const auto holdout = try_holdout(scene.ndvi, protocol, static_cast<std::uint64_t>(seed));
      run.progress.advance(1);
      if (!holdout) continue;
      const Cube visible = hide(scene, *holdout);
      if (!is_enough_to_learn_from(visible.ndvi, scene.ndvi)) continue;
      const std::vector<DateObserved> kinds = date_kinds(visible.ndvi);
      const std::unique_ptr<GapFiller> filler = make(visible);
      const FilledWindow filled = fill_cube(visible, *filler, run.threads);
      const auto scored =
          static_cast<std::size_t>(std::count(holdout->scored.begin(), holdout->scored.end(), std::uint8_t{1}));
      const std::size_t one_of = (scored + kMostErrors - 1) / kMostErrors;
      std::size_t place = 0;
      for (std::size_t i = 0; i < holdout->scored.size(); ++i) {
        if (holdout->scored[i] == 0 || place++ % one_of != 0 || !std::isfinite(filled.ndvi.values[i])) continue;
        const double error = static_cast<double>(filled.ndvi.values[i]) - static_cast<double>(scene.ndvi.values[i]);
        const std::size_t step = i / scene.ndvi.pixels();
        sample.add(kinds[step], bin_of_gap(filled.gap_days[i]), static_cast<int>(step), error,
                   static_cast<double>(filled.spread.values[i]));
      }
    }
  run.progress.end();
  if (!sample.enough()) return std::nullopt;
  return sample.fit();
}

}  // namespace undercast
