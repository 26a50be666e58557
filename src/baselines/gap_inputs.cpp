// SPDX-License-Identifier: Apache-2.0
#include "baselines/gap_inputs.h"

#include <algorithm>

#include "core/interpolation.h"
#include "core/parallel.h"
#include "core/random.h"

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

constexpr int kShareBlockPx = 16, kShareSteps = 3;

bool belongs(Share share, const Variable& variable, std::size_t value) {
  if (share == Share::all) return true;
  const std::size_t pixel = value % variable.pixels(), cols = static_cast<std::size_t>(variable.cols);
  const bool for_testing =
      hash_of(1, value / variable.pixels() / kShareSteps, pixel / cols / kShareBlockPx, pixel % cols / kShareBlockPx) %
          5 ==
      0;
  return for_testing == (share == Share::testing);
}

// A random part of the hidden values of a share, on dates of a kind, in order.
std::vector<std::size_t> draw_values(const Holdout& holdout, const std::vector<GapKind>& kinds, GapKind kind,
                                     Share share, const Variable& interpolated, std::size_t most) {
  std::vector<std::size_t> values;
  for (std::size_t i = 0; i < holdout.hidden.size(); ++i)
    if (holdout.hidden[i] != 0 && kinds[i / interpolated.pixels()] == kind &&
        interpolated.values[i] == interpolated.values[i] && belongs(share, interpolated, i))
      values.push_back(i);
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

Features GapInputs::of(const Cube& window, int threads) const {
  Estimate similar = similar_pixels_.fill_without_self(window);
  Estimate process = gaussian_process_.fill(window);
  return Features(window, scene_,
                  {{"similar pixels", std::move(similar.ndvi), std::move(similar.spread), true, false},
                   {"Gaussian process", std::move(process.ndvi), std::move(process.spread), false, true}},
                  threads);
}

HiddenRows gather_hidden_rows(const Cube& scene, const std::vector<Hiding>& hidings, GapKind kind, Share share,
                              std::size_t most_rows, int threads, Progress& progress) {
  HiddenRows gathered;
  for (const Hiding& hiding : hidings) {
    stop_if_requested();
    progress.advance(1);
    const auto holdout = try_holdout(scene.ndvi, hiding.protocol, static_cast<std::uint64_t>(hiding.seed));
    if (!holdout) continue;
    const Cube visible = hide(scene, *holdout);
    const GapInputs inputs(visible, threads);
    const Features features = inputs.of(visible, threads);
    const std::vector<std::size_t> values =
        draw_values(*holdout, inputs.kinds(), kind, share, features.interpolated(), most_rows / hidings.size());
    const std::vector<float> gaps = gap_days(visible.ndvi);
    TrainingRows& rows = gathered.rows;
    const std::size_t width = features.names().size(), first = rows.size();
    rows.width = width;
    rows.inputs.resize((first + values.size()) * width);
    rows.targets.resize(first + values.size());
    const std::size_t pixels = scene.ndvi.pixels();
    parallel_for(static_cast<int>(values.size()), threads, [&](int item, int) {
      const std::size_t i = values[static_cast<std::size_t>(item)], row = first + static_cast<std::size_t>(item);
      features.write(static_cast<int>(i / pixels), i % pixels, rows.inputs.data() + row * width);
      rows.targets[row] = scene.ndvi.values[i] - features.interpolated().values[i];
    });
    for (const std::size_t i : values) {
      gathered.step.push_back(static_cast<int>(i / pixels));
      gathered.gap_bin.push_back(bin_of_gap(gaps[i]));
    }
  }
  return gathered;
}

}  // namespace undercast
