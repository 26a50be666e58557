// SPDX-License-Identifier: Apache-2.0
#include "evaluate/calibrate.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "evaluate/protocol.h"
#include "fill/fill_cube.h"
#include "fill/interpolation.h"

namespace undercast {
namespace {

constexpr int kSampleBlockPx = 128;
// Several draws of each, so that nearly every date is hidden in one of them. No user's seed is negative.
constexpr const char* kProtocols[] = {"blocks-short", "blocks-long", "frames-short", "frames-long"};
constexpr int kSeeds[] = {-1, -2, -3, -4};

void paste(const Variable& from, int row0, int col0, Variable& to) {
  for (int t = 0; t < from.steps(); ++t)
    for (int row = 0; row < from.rows; ++row)
      std::copy_n(from.image(t) + row * from.cols, from.cols, &to.at(t, row0 + row, col0));
}

}  // namespace

Cube sample_scene(CubeSource& source, int side_px) {
  const Window whole = source.layout().grid.whole();
  if (whole.pixels() <= static_cast<long long>(side_px) * side_px) return source.read(whole);
  std::vector<Window> blocks = split(whole, kSampleBlockPx);
  // Whole blocks first: those at the scene's edges are smaller.
  Random random(1);
  for (std::size_t i = blocks.size(); i > 1; --i)
    std::swap(blocks[i - 1], blocks[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const Window& a, const Window& b) { return a.pixels() > b.pixels(); });
  const int across = std::max(1, side_px / kSampleBlockPx);
  CubeLayout layout = source.layout();
  layout.grid.rows = layout.grid.cols = across * kSampleBlockPx;
  Cube sample(layout);
  for (int i = 0; i < across * across && i < static_cast<int>(blocks.size()); ++i) {
    stop_if_requested();
    const Cube block = source.read(blocks[static_cast<std::size_t>(i)]);
    const int row = i / across * kSampleBlockPx, col = i % across * kSampleBlockPx;
    paste(block.ndvi, row, col, sample.ndvi);
    paste(block.vh, row, col, sample.vh);
    paste(block.vv, row, col, sample.vv);
  }
  return sample;
}

std::optional<Calibration> calibrate(const Cube& scene, const MakeFiller& make, int threads, Progress& progress) {
  CalibrationSample sample;
  progress.begin("calibrating", static_cast<long long>(std::size(kProtocols) * std::size(kSeeds)));
  for (const char* protocol : kProtocols)
    for (const int seed : kSeeds) {
      stop_if_requested();
      const auto holdout = try_holdout(scene.ndvi, protocol, static_cast<std::uint64_t>(seed));
      progress.advance(1);
      if (!holdout) continue;
      const Cube visible = hide(scene, *holdout);
      const std::vector<GapKind> kinds = gap_kinds(visible.ndvi);
      const std::unique_ptr<GapFiller> filler = make(visible);
      const FilledWindow filled = fill_cube(visible, *filler, threads);
      for (std::size_t i = 0; i < holdout->scored.size(); ++i) {
        if (holdout->scored[i] == 0 || !std::isfinite(filled.ndvi.values[i])) continue;
        const double error = static_cast<double>(filled.ndvi.values[i]) - static_cast<double>(scene.ndvi.values[i]);
        sample.add(kinds[i / scene.ndvi.pixels()], bin_of_gap(filled.gap_days[i]), error,
                   static_cast<double>(filled.spread.values[i]));
      }
    }
  progress.end();
  if (!sample.enough()) return std::nullopt;
  return sample.fit();
}

}  // namespace undercast
