// SPDX-License-Identifier: Apache-2.0
#include "classical/scene_mean.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/for_each_window.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

constexpr int kBlockPx = 256;

struct Sums {
  std::vector<double> departure;
  std::vector<long long> count;
  long long ever_observed = 0;
};

Sums departures(const Variable& observed) {
  const Variable series = interpolate_linearly(observed);
  std::vector<double> mean(observed.pixels(), 0.0);
  for (int t = 0; t < observed.steps(); ++t)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(series.image(t)[i]) / observed.steps();
  Sums sums{std::vector<double>(static_cast<std::size_t>(observed.steps())),
            std::vector<long long>(static_cast<std::size_t>(observed.steps()))};
  sums.ever_observed = std::count_if(mean.begin(), mean.end(), [](double value) { return std::isfinite(value); });
  for (std::size_t t = 0; t < sums.count.size(); ++t) {
    const float* image = observed.image(static_cast<int>(t));
    for (std::size_t i = 0; i < mean.size(); ++i) {
      if (!std::isfinite(image[i])) continue;
      sums.departure[t] += static_cast<double>(image[i]) - mean[i];
      ++sums.count[t];
    }
  }
  return sums;
}

}  // namespace

std::vector<float> scene_mean_curve(CubeSource& scene, double least_share, const RunContext& run) {
  const std::vector<Window> blocks = split(scene.layout().grid.whole(), kBlockPx);
  std::vector<Sums> sums(blocks.size());
  run.progress.begin("averaging the scene", static_cast<long long>(blocks.size()));
  for_each_window(scene, blocks, run.threads, [&](CubeSource& reader, const Window& block, int item) {
    sums[item] = departures(reader.read(block, false).ndvi);
    run.progress.advance(1);
  });
  run.progress.end();
  long long ever_observed = 0;
  for (const Sums& block : sums) ever_observed += block.ever_observed;
  std::vector<float> curve(static_cast<std::size_t>(scene.layout().ndvi.size()), kMissing);
  for (std::size_t t = 0; t < curve.size(); ++t) {
    double total = 0;
    long long count = 0;
    for (const Sums& block : sums) {
      total += block.departure[t];
      count += block.count[t];
    }
    if (static_cast<double>(count) > least_share * static_cast<double>(ever_observed))
      curve[t] = static_cast<float>(total / static_cast<double>(count));
  }
  return curve;
}

void SceneMeanFiller::fit(CubeSource& scene, const RunContext& run) {
  curve_ = scene_mean_curve(scene, 0, run);
  interpolate_linearly(scene.layout().ndvi.middle_days(), 1, curve_.data());
}

void SceneMeanFiller::check(const CubeLayout& layout) const {
  if (static_cast<int>(curve_.size()) != layout.ndvi.size())
    throw Error(ErrorKind::internal, "scene-mean was fitted to another cube, or not at all");
}

Estimate SceneMeanFiller::fill(const Cube& window, const Window& part) {
  Variable series = window.ndvi.crop(part);
  for (int t = 0; t < series.steps(); ++t)
    for (std::size_t i = 0; i < series.pixels(); ++i) series.image(t)[i] -= curve_[t];
  interpolate_linearly(series.time.middle_days(), static_cast<int>(series.pixels()), series.values.data());
  for (int t = 0; t < series.steps(); ++t)
    for (std::size_t i = 0; i < series.pixels(); ++i) series.image(t)[i] += curve_[t];
  return {std::move(series)};
}

}  // namespace undercast
