// SPDX-License-Identifier: Apache-2.0
#include "report/scene_counts.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "core/for_each_window.h"
#include "report/shown_part.h"

namespace undercast {
namespace {

constexpr int kCountedWindow_px = 128;

// Each worker has readers of its own.
struct Readers {
  std::unique_ptr<CubeSource> cube, filled, provenance;
};

// Gathers the share of missing values in each cell of a map.
class MissingMap {
 public:
  MissingMap(const Grid& grid, int most_px)
      : grid_(grid),
        size_(shrunk_to_fit(grid, most_px)),
        missing_(static_cast<std::size_t>(size_.rows) * size_.cols),
        values_(missing_.size()) {}

  // `missing` holds for each pixel of the window how many of its `steps` values are missing.
  void add(const Window& window, const std::vector<int>& missing, int steps) {
    for (std::size_t i = 0; i < missing.size(); ++i) {
      const long long row = window.row + static_cast<long long>(i) / window.cols;
      const long long col = window.col + static_cast<long long>(i) % window.cols;
      const long long cell = row * size_.rows / grid_.rows * size_.cols + col * size_.cols / grid_.cols;
      missing_[static_cast<std::size_t>(cell)] += missing[i];
      values_[static_cast<std::size_t>(cell)] += steps;
    }
  }

  void put(SceneCounts& counts) const {
    counts.map_rows = size_.rows;
    counts.map_cols = size_.cols;
    for (std::size_t i = 0; i < values_.size(); ++i)
      counts.missing_share.push_back(static_cast<float>(missing_[i]) / static_cast<float>(values_[i]));
  }

 private:
  Grid grid_;
  ImageSize size_;
  std::vector<long long> missing_, values_;
};

// Returns the number of missing values of each pixel.
std::vector<int> count_window(const Variable& observed, const Variable& filled, SceneCounts& counts) {
  counts.observed.add(observed);
  count_values(filled, counts.filled);
  std::vector<int> missing(observed.pixels());
  for (std::size_t i = 0; i < observed.values.size(); ++i) {
    const float before = observed.values[i], after = filled.values[i];
    if (std::isnan(before)) {
      ++missing[i % missing.size()];
      counts.left += std::isnan(after);
    } else {
      *counts.altered += before != after;
    }
  }
  return missing;
}

void count_codes(const std::vector<std::uint8_t>& codes, SceneCounts& counts) {
  const std::size_t pixels = codes.size() / counts.provenance_by_step.size();
  for (std::size_t i = 0; i < codes.size(); ++i)
    ++counts.provenance_by_step[i / pixels][std::min<std::size_t>(codes[i], kLastProvenance + 1)];
}

void add(const SceneCounts& from, SceneCounts& to) {
  to.observed.add(from.observed);
  for (std::size_t step = 0; step < to.filled.size(); ++step) to.filled[step].add(from.filled[step]);
  to.left += from.left;
  *to.altered += *from.altered;
  for (std::size_t step = 0; step < to.provenance_by_step.size(); ++step)
    for (std::size_t code = 0; code < kProvenances.size(); ++code)
      to.provenance_by_step[step][code] += from.provenance_by_step[step][code];
}

}  // namespace

SceneCounts::SceneCounts(int steps, bool with_provenance)
    : observed(steps),
      filled(static_cast<std::size_t>(steps)),
      provenance_by_step(with_provenance ? filled.size() : 0) {}

SceneCounts::Codes SceneCounts::provenance() const {
  Codes all{};
  for (const auto& step : provenance_by_step)
    for (std::size_t code = 0; code < all.size(); ++code) all[code] += step[code];
  return all;
}

SceneCounts count_scene(const CubeSource& cube, const CubeSource& filled, const ProvenanceFile* provenance, int map_px,
                        const RunContext& run) {
  const Grid& grid = cube.layout().grid;
  const int steps = cube.layout().ndvi.size();
  const auto open = [&] {
    return std::make_unique<Readers>(
        Readers{cube.reopen(), filled.reopen(), provenance != nullptr ? provenance->reopen() : nullptr});
  };
  SceneCounts counts(steps, provenance != nullptr);
  MissingMap map(grid, map_px);
  std::mutex mutex;
  const std::vector<Window> windows = split(grid.whole(), kCountedWindow_px);
  run.progress.begin("counting", static_cast<long long>(windows.size()));
  for_each_window(open, windows, run.threads, [&](Readers& readers, const Window& window, int) {
    SceneCounts own(steps, provenance != nullptr);
    const std::vector<int> missing =
        count_window(readers.cube->read(window, false).ndvi, readers.filled->read(window, false).ndvi, own);
    if (readers.provenance) count_codes(static_cast<ProvenanceFile&>(*readers.provenance).read_codes(window), own);
    const std::lock_guard lock(mutex);
    add(own, counts);
    map.add(window, missing, steps);
    run.progress.advance(1);
  });
  run.progress.end();
  map.put(counts);
  return counts;
}

}  // namespace undercast
