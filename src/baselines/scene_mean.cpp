// SPDX-License-Identifier: Apache-2.0
#include "baselines/scene_mean.h"

#include <cmath>

#include "core/error.h"
#include "core/interpolation.h"
#include "core/parallel.h"

namespace undercast {
namespace {

constexpr int kBlockPx = 256;

struct Sums {
  std::vector<double> departure;
  std::vector<long long> count;
};

Sums departures(const Variable& seen) {
  const Variable series = interpolate_linearly(seen);
  std::vector<double> mean(seen.pixels(), 0.0);
  for (int t = 0; t < seen.steps(); ++t)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(series.image(t)[i]) / seen.steps();
  Sums sums{std::vector<double>(static_cast<std::size_t>(seen.steps())),
            std::vector<long long>(static_cast<std::size_t>(seen.steps()))};
  for (std::size_t t = 0; t < sums.count.size(); ++t) {
    const float* image = seen.image(static_cast<int>(t));
    for (std::size_t i = 0; i < mean.size(); ++i) {
      if (!std::isfinite(image[i])) continue;
      sums.departure[t] += static_cast<double>(image[i]) - mean[i];
      ++sums.count[t];
    }
  }
  return sums;
}

}  // namespace

void SceneMeanFiller::fit(CubeSource& scene, int threads, Progress& progress) {
  const TimeAxis& time = scene.layout().ndvi;
  const std::vector<Window> blocks = split(scene.layout().grid.whole(), kBlockPx);
  std::vector<Sums> sums(blocks.size());
  std::vector<std::unique_ptr<CubeSource>> readers(static_cast<std::size_t>(threads));
  progress.begin("averaging the scene", static_cast<long long>(blocks.size()));
  parallel_for(static_cast<int>(blocks.size()), threads, [&](int item, int worker) {
    auto& reader = readers[static_cast<std::size_t>(worker)];
    if (!reader) reader = scene.reopen();
    sums[static_cast<std::size_t>(item)] = departures(reader->read(blocks[static_cast<std::size_t>(item)], false).ndvi);
    progress.advance(1);
  });
  progress.end();
  curve_.assign(static_cast<std::size_t>(time.size()), kMissing);
  for (std::size_t t = 0; t < curve_.size(); ++t) {
    double total = 0;
    long long count = 0;
    for (const Sums& block : sums) {
      total += block.departure[t];
      count += block.count[t];
    }
    if (count > 0) curve_[t] = static_cast<float>(total / static_cast<double>(count));
  }
  interpolate_linearly(time.middle_days(), 1, curve_.data());
}

void SceneMeanFiller::check(const CubeLayout& layout) const {
  if (static_cast<int>(curve_.size()) != layout.ndvi.size())
    throw Error(ErrorKind::internal, "scene-mean was fitted to another cube, or not at all");
}

std::vector<Estimate> SceneMeanFiller::fill(const std::vector<Cube>& windows) {
  std::vector<Estimate> estimates;
  for (const Cube& window : windows) {
    Variable series = window.ndvi;
    for (int t = 0; t < series.steps(); ++t)
      for (std::size_t i = 0; i < series.pixels(); ++i) series.image(t)[i] -= curve_[static_cast<std::size_t>(t)];
    interpolate_linearly(series.time.middle_days(), static_cast<int>(series.pixels()), series.values.data());
    for (int t = 0; t < series.steps(); ++t)
      for (std::size_t i = 0; i < series.pixels(); ++i) series.image(t)[i] += curve_[static_cast<std::size_t>(t)];
    estimates.push_back({std::move(series)});
  }
  return estimates;
}

}  // namespace undercast
