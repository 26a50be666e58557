// SPDX-License-Identifier: Apache-2.0
#include "report/scene_counts.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numeric>

#include "core/interpolation.h"
#include "core/parallel.h"

namespace undercast {
namespace {

constexpr int kWindow_px = 128;
// Sums are kept in millionths as integers: their order, hence the number of threads, does not matter.
constexpr double kSumUnit = 1e-6;

struct Counts {
  SceneCounts scene;
  std::vector<long long> sums, filled_values;  ///< of the filled cube, by step
  std::vector<long long> map_missing, map_values;

  Counts(int steps, int map_rows, int map_cols, bool with_provenance) {
    const auto s = static_cast<std::size_t>(steps);
    scene.missing_by_step.resize(s);
    scene.provenance_by_step.resize(with_provenance ? s : 0);
    scene.map_rows = map_rows;
    scene.map_cols = map_cols;
    sums.resize(s);
    filled_values.resize(s);
    map_missing.resize(static_cast<std::size_t>(map_rows) * map_cols);
    map_values.resize(map_missing.size());
  }

  void add(const Window& window, const Grid& grid, const Variable& observed, const Variable& filled);
  void add(const std::vector<std::uint8_t>& codes);
  SceneCounts result() &&;
};

void Counts::add(const Window& window, const Grid& grid, const Variable& observed, const Variable& filled) {
  const std::vector<float> gaps = gap_days(observed);
  scene.pixels += window.pixels();
  for (std::size_t i = 0; i < observed.pixels(); ++i) {
    const long long row = window.row + static_cast<long long>(i) / window.cols;
    const long long col = window.col + static_cast<long long>(i) % window.cols;
    long long missing = 0;
    for (int step = 0; step < observed.steps(); ++step) {
      const auto s = static_cast<std::size_t>(step);
      const float before = observed.image(step)[i], after = filled.image(step)[i];
      if (std::isnan(before)) {
        const float days = gaps[s * observed.pixels() + i];
        ++missing;
        ++scene.missing_by_step[s];
        ++scene.missing_by_gap[bin_of_gap(days)];
        if (days != kOpenEnded) scene.longest_gap_days = std::max(scene.longest_gap_days, static_cast<double>(days));
        scene.left += std::isnan(after);
      } else {
        scene.altered += before != after;
      }
      if (!std::isnan(after)) {
        ++filled_values[s];
        sums[s] += std::llround(after / kSumUnit);
      }
    }
    scene.never_observed += missing == observed.steps();
    const auto place =
        static_cast<std::size_t>(row * scene.map_rows / grid.rows * scene.map_cols + col * scene.map_cols / grid.cols);
    map_missing[place] += missing;
    map_values[place] += observed.steps();
  }
}

void Counts::add(const std::vector<std::uint8_t>& codes) {
  const std::size_t pixels = codes.size() / scene.provenance_by_step.size();
  for (std::size_t i = 0; i < codes.size(); ++i)
    ++scene.provenance_by_step[i / pixels][std::min<std::size_t>(codes[i], 4)];
}

SceneCounts Counts::result() && {
  for (std::size_t step = 0; step < sums.size(); ++step)
    scene.mean_by_step.push_back(filled_values[step] > 0 ? static_cast<double>(sums[step]) * kSumUnit /
                                                               static_cast<double>(filled_values[step])
                                                         : static_cast<double>(kMissing));
  for (std::size_t i = 0; i < map_values.size(); ++i)
    scene.missing_share.push_back(static_cast<float>(map_missing[i]) / static_cast<float>(map_values[i]));
  return std::move(scene);
}

void merge(const SceneCounts& from, SceneCounts& into) {
  into.pixels += from.pixels;
  into.never_observed += from.never_observed;
  into.left += from.left;
  into.altered += from.altered;
  into.longest_gap_days = std::max(into.longest_gap_days, from.longest_gap_days);
  for (std::size_t i = 0; i < into.missing_by_gap.size(); ++i) into.missing_by_gap[i] += from.missing_by_gap[i];
  for (std::size_t i = 0; i < into.provenance_by_step.size(); ++i)
    for (std::size_t code = 0; code < 5; ++code) into.provenance_by_step[i][code] += from.provenance_by_step[i][code];
}

void merge(const std::vector<long long>& from, std::vector<long long>& into) {
  std::transform(from.begin(), from.end(), into.begin(), into.begin(), std::plus<>());
}

void merge(const Counts& from, Counts& into) {
  merge(from.scene, into.scene);
  merge(from.scene.missing_by_step, into.scene.missing_by_step);
  merge(from.sums, into.sums);
  merge(from.filled_values, into.filled_values);
  merge(from.map_missing, into.map_missing);
  merge(from.map_values, into.map_values);
}

}  // namespace

long long SceneCounts::missing() const { return std::accumulate(missing_by_step.begin(), missing_by_step.end(), 0LL); }

std::array<long long, 5> SceneCounts::provenance() const {
  std::array<long long, 5> all{};
  for (const auto& step : provenance_by_step)
    for (std::size_t code = 0; code < all.size(); ++code) all[code] += step[code];
  return all;
}

SceneCounts count_scene(const CubeSource& cube, const CubeSource& filled, const ProvenanceFile* provenance, int map_px,
                        int threads, Progress& progress) {
  struct Worker {
    std::unique_ptr<CubeSource> cube, filled;
    std::unique_ptr<CubeSource> provenance;
    Counts counts;
  };
  const Grid& grid = cube.layout().grid;
  const double shrink = std::max(1.0, static_cast<double>(std::max(grid.rows, grid.cols)) / map_px);
  const auto shrunk = [&](int size) { return std::max(1, static_cast<int>(size / shrink)); };
  const std::vector<Window> windows = split(grid.whole(), kWindow_px);
  std::vector<std::unique_ptr<Worker>> workers(static_cast<std::size_t>(std::max(1, threads)));
  progress.begin("counting", static_cast<long long>(windows.size()));
  parallel_for(static_cast<int>(windows.size()), static_cast<int>(workers.size()), [&](int item, int index) {
    std::unique_ptr<Worker>& worker = workers[static_cast<std::size_t>(index)];
    if (!worker)
      worker = std::make_unique<Worker>(
          Worker{cube.reopen(), filled.reopen(), provenance != nullptr ? provenance->reopen() : nullptr,
                 Counts(cube.layout().ndvi.size(), shrunk(grid.rows), shrunk(grid.cols), provenance != nullptr)});
    const Window& window = windows[static_cast<std::size_t>(item)];
    worker->counts.add(window, grid, worker->cube->read(window, false).ndvi, worker->filled->read(window, false).ndvi);
    if (worker->provenance) worker->counts.add(static_cast<ProvenanceFile&>(*worker->provenance).read_codes(window));
    progress.advance(1);
  });
  progress.end();
  Counts all(cube.layout().ndvi.size(), shrunk(grid.rows), shrunk(grid.cols), provenance != nullptr);
  for (const auto& worker : workers)
    if (worker) merge(worker->counts, all);
  return std::move(all).result();
}

}  // namespace undercast
