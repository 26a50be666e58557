// SPDX-License-Identifier: Apache-2.0
#include "learn/feature_maker.h"

#include <algorithm>

#include "core/parallel.h"
#include "core/random.h"
#include "gaps/enough_to_learn_from.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

template <class Filler>
Filler learn(const Cube& scene, int threads) {
  Filler filler;
  MemoryCubeSource source(scene);
  filler.fit(source, {.threads = threads});
  return filler;
}

// Rows of the strip that a thread fills at a time. The number is fixed, so that threads change no
// value.
constexpr int kStripRows = 32;

// A method's estimate of a window, strip by strip. The method reads `halo_px` around a pixel.
template <class Fill>
Estimate fill_in_strips(const Cube& window, int halo_px, int threads, Fill fill) {
  const Window whole = window.grid.whole();
  const Variable missing(window.ndvi.time, whole.rows, whole.cols);
  Estimate all{missing, missing};
  parallel_for((whole.rows + kStripRows - 1) / kStripRows, threads, [&](int strip, int) {
    const int row = strip * kStripRows;
    const Window part{row, 0, std::min(kStripRows, whole.rows - row), whole.cols};
    const Window around = widen(part, halo_px, whole);
    const Estimate estimate = fill(window.crop(around), Window{part.row - around.row, 0, part.rows, part.cols});
    for (int step = 0; step < missing.steps(); ++step) {
      std::copy_n(estimate.ndvi.image(step), part.pixels(), &all.ndvi.at(step, row, 0));
      std::copy_n(estimate.spread.image(step), part.pixels(), &all.spread.at(step, row, 0));
    }
  });
  return all;
}

// Longer than most gaps: the error of a value beside a training value would be too small.
constexpr int kSplitBlockPx = 16, kSplitSteps = 12;

// Random hidden values of a split, on dates of a kind, in order.
std::vector<std::size_t> draw_values(const HeldOutScene& scene, const RowChoice& choice) {
  const std::size_t pixels = scene.truth.pixels();
  std::vector<std::size_t> values;
  for (std::size_t i = 0; i < scene.holdout.hidden.size(); ++i) {
    const float line = scene.features.interpolated().values[i];
    const int step = static_cast<int>(i / pixels);
    if (scene.holdout.hidden[i] == 0 || scene.kinds[i / pixels] != choice.kind || is_missing(line)) continue;
    if (is_in_split(choice.split, choice.kind, scene.truth, step, i % pixels)) values.push_back(i);
  }
  if (values.size() <= choice.most) return values;
  Random(1).choose(values, choice.most);
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

FeatureMaker::FeatureMaker(const Cube& scene, int threads)
    : scene_(scene),
      similar_pixels_(learn<SimilarPixelsFiller>(scene, threads)),
      gaussian_process_(learn<GaussianProcessFiller>(scene, threads)) {
  if (years_of(scene.ndvi.time) > kYearsForInput) other_years_ = learn<OtherYearsFiller>(scene, threads);
}

Features FeatureMaker::of(const Cube& window, const Window& part, int threads) const {
  Estimate similar = fill_in_strips(window, 0, threads, [&](const Cube& strip, const Window& strip_part) {
    return similar_pixels_.fill_without_self(strip, strip_part);
  });
  Estimate process = fill_in_strips(
      window, gaussian_process_.traits().halo_px, threads,
      [&](const Cube& strip, const Window& strip_part) { return gaussian_process_.estimate(strip).crop(strip_part); });
  std::vector<Prediction> predictions{
      {FeatureSource::similar_pixels, std::move(similar.ndvi), std::move(similar.spread), true, false},
      {FeatureSource::gaussian_process, std::move(process.ndvi), std::move(process.spread), false, true}};
  predictions.push_back({FeatureSource::other_years,
                         other_years_ ? other_years_->estimate(window.ndvi)
                                      : Variable(window.ndvi.time, window.ndvi.rows, window.ndvi.cols),
                         {},
                         false,
                         true});
  return Features(window, part, scene_, predictions, threads);
}

bool is_in_testing_block(const Variable& variable, int step, std::size_t pixel) {
  // Every fifth block along rows, along columns and in time, so that the smallest scene has one.
  const std::size_t row = pixel / variable.cols / kSplitBlockPx, col = pixel % variable.cols / kSplitBlockPx;
  return (row + 2 * col + 3 * (step / kSplitSteps)) % 5 == 0;
}

bool is_in_split(Split split, DateObserved kind, const Variable& variable, int step, std::size_t pixel) {
  if (split == Split::all || kind == DateObserved::not_at_all) return true;
  return is_in_testing_block(variable, step, pixel) == (split == Split::testing);
}

void for_each_holdout(const Cube& scene, const std::vector<HoldoutSpec>& specs, const RunContext& run,
                      const std::function<void(std::size_t spec, const HeldOutScene&)>& visit) {
  run.team.begin(static_cast<int>(specs.size()));
  for (int i = run.team.next(); i >= 0; i = run.team.next()) {
    stop_if_requested();
    run.progress.advance(1);
    const auto holdout = try_holdout(scene.ndvi, specs[i].protocol, static_cast<std::uint64_t>(specs[i].seed));
    if (!holdout) continue;
    const Cube visible = hide(scene, *holdout);
    if (!is_enough_to_learn_from(visible.ndvi, scene.ndvi)) continue;
    const FeatureMaker inputs(visible, run.threads);
    const Features features = inputs.of(visible, visible.grid.whole(), run.threads);
    visit(i, {scene.ndvi, visible.ndvi, *holdout, inputs.kinds(), gap_days(visible.ndvi), features});
  }
}

void append_rows(const HeldOutScene& scene, const RowChoice& choice, int threads, TreeRows& appended) {
  const std::vector<std::size_t> values = draw_values(scene, choice);
  TrainingRows& rows = appended.rows;
  const std::size_t width = scene.features.names().size(), first = rows.size(), pixels = scene.truth.pixels();
  rows.width = width;
  rows.inputs.resize((first + values.size()) * width);
  rows.targets.resize(first + values.size());
  parallel_for(static_cast<int>(values.size()), threads, [&](int item, int) {
    const std::size_t i = values[item], row = first + item;
    scene.features.write(static_cast<int>(i / pixels), i % pixels, rows.inputs.data() + row * width);
    rows.targets[row] = scene.truth.values[i] - scene.features.interpolated().values[i];
  });
  for (const std::size_t i : values) {
    appended.step.push_back(static_cast<int>(i / pixels));
    appended.gap_bin.push_back(bin_of_gap(scene.gap_days[i]));
  }
}

}  // namespace undercast
