// SPDX-License-Identifier: Apache-2.0
#include "baselines/gap_inputs.h"

#include <algorithm>

#include "core/interpolation.h"
#include "core/parallel.h"
#include "core/random.h"
#include "fill/enough_to_learn_from.h"

namespace undercast {
namespace {

template <class Filler>
Filler learn(const Cube& scene, int threads) {
  Filler filler;
  MemoryCubeSource source(scene);
  Progress silent;
  filler.fit(source, threads, silent);
  return filler;
}

// Rows that one thread answers for at a time; a fixed number, so that threads change no value.
constexpr int kStripRows = 32;

// A method's estimate of a window, found for strips side by side; it looks `halo_px` around a pixel.
template <class Fill>
Estimate fill_in_strips(const Cube& window, int halo_px, int threads, Fill fill) {
  const Window whole = window.grid.whole();
  const Variable missing(window.ndvi.time, whole.rows, whole.cols);
  Estimate all{missing, missing};
  parallel_for((whole.rows + kStripRows - 1) / kStripRows, threads, [&](int strip, int) {
    const int row = strip * kStripRows;
    const Window part{row, 0, std::min(kStripRows, whole.rows - row), whole.cols};
    const Window around = widen(part, halo_px, whole);
    const Estimate estimate = fill(window.crop(around)).crop({part.row - around.row, 0, part.rows, part.cols});
    for (int step = 0; step < missing.steps(); ++step) {
      std::copy_n(estimate.ndvi.image(step), part.pixels(), &all.ndvi.at(step, row, 0));
      std::copy_n(estimate.spread.image(step), part.pixels(), &all.spread.at(step, row, 0));
    }
  });
  return all;
}

// Longer than most gaps: a value beside one that was trained on says little of the trees' and networks' errors.
constexpr int kShareBlockPx = 16, kShareSteps = 12;

// A random part of the hidden values of a share, on dates of a kind, in order.
std::vector<std::size_t> draw_values(const HiddenScene& scene, GapKind kind, Share share, std::size_t most) {
  const std::size_t pixels = scene.truth.pixels();
  std::vector<std::size_t> values;
  for (std::size_t i = 0; i < scene.holdout.hidden.size(); ++i) {
    const float line = scene.features.interpolated().values[i];
    const int step = static_cast<int>(i / pixels);
    if (scene.holdout.hidden[i] == 0 || scene.kinds[i / pixels] != kind || !(line == line)) continue;
    if (is_in_share(share, kind, scene.truth, step, i % pixels)) values.push_back(i);
  }
  if (values.size() <= most) return values;
  Random random(1);
  for (std::size_t i = 0; i < most; ++i)
    std::swap(values[i], values[i + static_cast<std::size_t>(random.below(static_cast<int>(values.size() - i)))]);
  values.resize(most);
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

GapInputs::GapInputs(const Cube& scene, int threads)
    : scene_(scene),
      similar_pixels_(learn<SimilarPixelsFiller>(scene, threads)),
      gaussian_process_(learn<GaussianProcessFiller>(scene, threads)) {}

Features GapInputs::of(const Cube& window, const Window& part, int threads) const {
  Estimate similar =
      fill_in_strips(window, 0, threads, [&](const Cube& strip) { return similar_pixels_.fill_without_self(strip); });
  Estimate process = fill_in_strips(window, gaussian_process_.tiling().halo_px, threads,
                                    [&](const Cube& strip) { return gaussian_process_.fill(strip); });
  return Features(window, part, scene_,
                  {{"similar pixels", std::move(similar.ndvi), std::move(similar.spread), true, false},
                   {"Gaussian process", std::move(process.ndvi), std::move(process.spread), false, true}},
                  threads);
}

bool is_in_testing_block(const Variable& variable, int step, std::size_t pixel) {
  const std::size_t cols = static_cast<std::size_t>(variable.cols);
  // Every fifth block along rows, along columns and in time, so that the smallest scene has one.
  const std::size_t row = pixel / cols / kShareBlockPx, col = pixel % cols / kShareBlockPx;
  return (row + 2 * col + 3 * static_cast<std::size_t>(step / kShareSteps)) % 5 == 0;
}

bool is_in_share(Share share, GapKind kind, const Variable& variable, int step, std::size_t pixel) {
  if (share == Share::all || kind == GapKind::whole) return true;
  return is_in_testing_block(variable, step, pixel) == (share == Share::testing);
}

void for_each_hiding(const Cube& scene, const std::vector<Hiding>& hidings, Team& team, int threads, Progress& progress,
                     const std::function<void(std::size_t hiding, const HiddenScene&)>& visit) {
  team.begin_dealing(static_cast<int>(hidings.size()));
  for (int dealt = team.next(); dealt >= 0; dealt = team.next()) {
    stop_if_requested();
    progress.advance(1);
    const auto i = static_cast<std::size_t>(dealt);
    const Hiding& hiding = hidings[i];
    const auto holdout = try_holdout(scene.ndvi, hiding.protocol, static_cast<std::uint64_t>(hiding.seed));
    if (!holdout) continue;
    const Cube visible = hide(scene, *holdout);
    if (!is_enough_to_learn_from(visible.ndvi, scene.ndvi)) continue;
    const GapInputs inputs(visible, threads);
    const Features features = inputs.of(visible, visible.grid.whole(), threads);
    visit(i, {scene.ndvi, visible.ndvi, *holdout, inputs.kinds(), gap_days(visible.ndvi), features});
  }
}

void append_rows(const HiddenScene& scene, GapKind kind, Share share, std::size_t most_rows, int threads,
                 HiddenRows& appended) {
  const std::vector<std::size_t> values = draw_values(scene, kind, share, most_rows);
  TrainingRows& rows = appended.rows;
  const std::size_t width = scene.features.names().size(), first = rows.size(), pixels = scene.truth.pixels();
  rows.width = width;
  rows.inputs.resize((first + values.size()) * width);
  rows.targets.resize(first + values.size());
  parallel_for(static_cast<int>(values.size()), threads, [&](int item, int) {
    const std::size_t i = values[static_cast<std::size_t>(item)], row = first + static_cast<std::size_t>(item);
    scene.features.write(static_cast<int>(i / pixels), i % pixels, rows.inputs.data() + row * width);
    rows.targets[row] = scene.truth.values[i] - scene.features.interpolated().values[i];
  });
  for (const std::size_t i : values) {
    appended.step.push_back(static_cast<int>(i / pixels));
    appended.gap_bin.push_back(bin_of_gap(scene.gap_days[i]));
  }
}

}  // namespace undercast
