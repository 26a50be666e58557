// SPDX-License-Identifier: Apache-2.0
#include "fill/fill_cube.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

#include "core/for_each_window.h"
#include "fill/blend.h"
#include "fill/block_size.h"
#include "gaps/interpolation.h"
#include "io/raster_options.h"

namespace undercast {
namespace {

// Pixels of the windows that a filler gets at once; bounds its memory.
constexpr int kBatchPixels = 64 * 32 * 32;

// A window of a cube, padded with missing values where it reaches beyond the cube.
Cube crop_padded(const Cube& cube, int row, int col, int size_px) {
  const int rows = cube.grid.rows, cols = cube.grid.cols;
  return pad(cube.crop({row, col, std::min(size_px, rows - row), std::min(size_px, cols - col)}), size_px);
}

// Estimates blocks from overlapping tiles, which lie on one lattice over the whole cube.
class Tiler {
 public:
  Tiler(const Grid& grid, Tiling tiling)
      : size_(tiling.size_px),
        rows_(axis_tiles(grid.rows, tiling.size_px, tiling.stride_px)),
        cols_(axis_tiles(grid.cols, tiling.size_px, tiling.stride_px)) {}

  Estimate estimate(const Cube& around, const Window& reach, const Window& block, GapFiller& filler,
                    int threads) const {
    Estimate sum{zeros(around.ndvi.time, block), {}};
    const std::vector<Tile> tiles = tiles_over(block);
    const auto batch = static_cast<std::size_t>(std::max(1, kBatchPixels / (size_ * size_)));
    for (std::size_t first = 0; first < tiles.size(); first += batch) {
      const std::size_t count = std::min(batch, tiles.size() - first);
      std::vector<Cube> windows(count);
      parallel_for(static_cast<int>(count), threads, [&](int i, int) {
        const auto [r, c] = tiles[first + i];
        windows[i] = crop_padded(around, rows_.starts[r] - reach.row, cols_.starts[c] - reach.col, size_);
      });
      const std::vector<Estimate> estimates = filler.fill_tiles(windows);
      // Threads share the steps, since tiles overlap in space. Each step is summed in one order,
      // whatever the threads.
      const bool has_spread = !estimates.front().spread.empty();
      if (has_spread && sum.spread.empty()) sum.spread = zeros(around.ndvi.time, block);
      parallel_for(sum.ndvi.steps(), threads, [&](int step, int) {
        for (std::size_t i = 0; i < count; ++i) {
          add(estimates[i].ndvi.image(step), tiles[first + i], block, sum.ndvi.image(step));
          if (has_spread) add(estimates[i].spread.image(step), tiles[first + i], block, sum.spread.image(step));
        }
      });
    }
    return sum;
  }

 private:
  using Tile = std::pair<std::size_t, std::size_t>;  // number of the tile along rows, along cols

  static Variable zeros(const TimeAxis& time, const Window& block) {
    Variable variable(time, block.rows, block.cols);
    std::fill(variable.values.begin(), variable.values.end(), 0.0F);
    return variable;
  }

  std::vector<Tile> tiles_over(const Window& block) const {
    std::vector<Tile> tiles;
    for (std::size_t r = 0; r < rows_.starts.size(); ++r) {
      if (rows_.starts[r] + size_ <= block.row || rows_.starts[r] >= block.row_end()) continue;
      for (std::size_t c = 0; c < cols_.starts.size(); ++c)
        if (cols_.starts[c] + size_ > block.col && cols_.starts[c] < block.col_end()) tiles.emplace_back(r, c);
    }
    return tiles;
  }

  // Adds a tile's image to the sum over the block, weighted.
  void add(const float* tile, Tile at, const Window& block, float* sum) const {
    const int row0 = rows_.starts[at.first], col0 = cols_.starts[at.second];
    const int row_from = std::max(block.row, row0), row_to = std::min(block.row_end(), row0 + size_);
    const int col_from = std::max(block.col, col0), col_to = std::min(block.col_end(), col0 + size_);
    const float* col_weights = cols_.weights[at.second].data() - col0;
    for (int row = row_from; row < row_to; ++row) {
      const float row_weight = rows_.weights[at.first][row - row0];
      const float* from = tile + (row - row0) * size_ - col0;
      float* to = sum + (row - block.row) * block.cols - block.col;
      for (int col = col_from; col < col_to; ++col) to[col] += row_weight * col_weights[col] * from[col];
    }
  }

  int size_;
  AxisTiles rows_, cols_;
};

// Pixels with neither an NDVI nor a radar value lie outside the scene.
std::vector<bool> outside_scene(const Cube& cube) {
  std::vector<bool> outside(cube.ndvi.pixels(), true);
  for (const Variable* variable : {&cube.ndvi, &cube.vh, &cube.vv})
    for (int step = 0; step < variable->steps(); ++step)
      for (std::size_t i = 0; i < outside.size(); ++i)
        if (std::isfinite(variable->image(step)[i])) outside[i] = false;
  return outside;
}

FilledWindow combine(const Cube& cube, Estimate estimate, Provenance filled_by) {
  FilledWindow filled{std::move(estimate.ndvi), std::move(estimate.spread), gap_days(cube.ndvi),
                      std::vector<Provenance>(cube.ndvi.values.size(), Provenance::missing), cube.index.range};
  if (filled.spread.empty()) {
    filled.spread = Variable(cube.ndvi.time, cube.ndvi.rows, cube.ndvi.cols);
    std::fill(filled.spread.values.begin(), filled.spread.values.end(), 1.0F);
  }
  const std::vector<bool> outside = outside_scene(cube);
  for (std::size_t i = 0; i < filled.ndvi.values.size(); ++i) {
    const float observed = cube.ndvi.values[i];
    float& value = filled.ndvi.values[i];
    if (std::isfinite(observed)) {
      value = observed;
      filled.spread.values[i] = 0;
      filled.provenance[i] = Provenance::observed;
    } else if (!std::isfinite(value) || outside[i % outside.size()]) {
      value = filled.spread.values[i] = kMissing;
    } else {
      value = filled.range.clamp(value);
      const float gap = filled.gap_days[i];
      const bool low_trust = is_open_ended(gap) || gap > kLowTrustGapDays;
      filled.provenance[i] = low_trust ? Provenance::low_trust : filled_by;
    }
  }
  return filled;
}

// Copies a window's values, [time, row, col], to their place in the whole.
template <class Values>
void paste(const Values& part, const Window& window, const Window& all, int steps, Values& whole) {
  for (int step = 0; step < steps; ++step)
    for (int row = 0; row < window.rows; ++row)
      std::copy_n(part.begin() + step * window.pixels() + row * window.cols, window.cols,
                  whole.begin() + step * all.pixels() + (window.row + row) * all.cols + window.col);
}

// Fills blocks of a cube, for several threads at once.
class BlockFiller {
 public:
  BlockFiller(const Grid& grid, GapFiller& filler, int threads)
      : whole_(grid.whole()), filler_(filler), traits_(filler.traits()), threads_(threads) {
    if (traits_.tiling.size_px > 0) tiler_.emplace(grid, traits_.tiling);
  }

  FilledWindow fill(CubeSource& reader, const Window& block) {
    const Window reach = widen(block, reach_px(traits_), whole_);
    Cube around = reader.read(reach, traits_.uses_radar);
    const Window place{block.row - reach.row, block.col - reach.col, block.rows, block.cols};
    Estimate estimate = [&] {
      std::unique_lock<std::mutex> alone(mutex_, std::defer_lock);
      if (!traits_.concurrent) alone.lock();
      return tiler_ ? tiler_->estimate(around, reach, block, filler_, threads_) : filler_.fill(around, place);
    }();
    return combine(std::move(around).crop(place), std::move(estimate), traits_.provenance);
  }

 private:
  Window whole_;
  GapFiller& filler_;
  FillerTraits traits_;
  int threads_;
  std::optional<Tiler> tiler_;
  std::mutex mutex_;
};

}  // namespace

int reach_px(const FillerTraits& filler) {
  return filler.tiling.size_px > 0 ? filler.tiling.size_px - 1 : filler.halo_px;
}

FilledWindow fill_block(CubeSource& source, GapFiller& filler, const Window& block, int threads) {
  return BlockFiller(source.layout().grid, filler, threads).fill(source, block);
}

void fill_cube(CubeSource& source, GapFiller& filler, const FilledSink& sink, const RunContext& run, Blocks blocks) {
  const CubeLayout& layout = source.layout();
  filler.check(layout);
  // GDAL's cache may hold few tiles of the cube.
  const std::vector<Window> windows = split_by_tile(layout.grid.whole(), blocks.side_px, kTilePx);
  Dealer all_here;
  Dealer& dealer = blocks.dealer != nullptr ? *blocks.dealer : all_here;
  BlockFiller block_filler(layout.grid, filler, run.threads);
  std::mutex sink_mutex;
  run.progress.begin("filling", layout.grid.pixels());
  long long left = 0;
  for (const int item : dealer.begin(static_cast<int>(windows.size()))) left += windows[item].pixels();
  run.progress.advance(layout.grid.pixels() - left);
  const auto open = [&] { return source.reopen(); };
  const int workers = blocks_held(filler.traits(), run.threads);
  for_each_window(open, windows, dealer, workers, [&](CubeSource& reader, const Window& block, int) {
    FilledWindow filled = block_filler.fill(reader, block);
    const std::lock_guard lock(sink_mutex);
    sink(block, filled);
    run.progress.advance(block.pixels());
  });
  run.progress.end();
}

FilledWindow fill_cube(const Cube& cube, GapFiller& filler, int threads, Progress& progress) {
  MemoryCubeSource source(cube);
  const Variable empty(cube.ndvi.time, cube.grid.rows, cube.grid.cols);
  const std::size_t values = cube.ndvi.values.size();
  FilledWindow whole{empty, empty, std::vector<float>(values), std::vector<Provenance>(values), cube.index.range};
  const Window all = cube.grid.whole();
  const FilledSink keep = [&](const Window& window, const FilledWindow& part) {
    const auto place = [&](const auto& of_part, auto& in_whole) {
      paste(of_part, window, all, part.ndvi.steps(), in_whole);
    };
    place(part.ndvi.values, whole.ndvi.values);
    place(part.spread.values, whole.spread.values);
    place(part.gap_days, whole.gap_days);
    place(part.provenance, whole.provenance);
  };
  fill_cube(source, filler, keep, {.threads = threads, .progress = progress});
  return whole;
}

namespace {

// Widens the bounds within gaps whose ends differ much, so that they hold both ends: what happened
// between, such as a clearing or a harvest, may have happened at once and on any date.
void hold_both_ends(const FilledWindow& filled, Bounds& bounds) {
  constexpr float kMuch = 0.25F;
  const std::size_t pixels = filled.ndvi.pixels();
  const int steps = filled.ndvi.steps();
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    int previous = -1;
    for (int step = 0; step < steps; ++step) {
      const std::size_t end = static_cast<std::size_t>(step) * pixels + pixel;
      if (filled.provenance[end] != Provenance::observed) continue;  // a suspect end may be a cloud
      const float at_end = filled.ndvi.values[end];
      const float at_start = previous < 0 ? at_end : filled.ndvi.image(previous)[pixel];
      for (int between = previous + 1; std::abs(at_end - at_start) > kMuch && between < step; ++between) {
        if (was_observed(filled.provenance[static_cast<std::size_t>(between) * pixels + pixel])) continue;
        float& lower = bounds.lower.image(between)[pixel];
        float& upper = bounds.upper.image(between)[pixel];
        lower = std::min(lower, std::min(at_start, at_end));
        upper = std::max(upper, std::max(at_start, at_end));
      }
      previous = step;
    }
  }
}

}  // namespace

Bounds bounds_of(const FilledWindow& filled, const Calibration& calibration, const std::vector<DateObserved>& kinds) {
  Bounds bounds{filled.ndvi, filled.ndvi};
  for (std::size_t i = 0; i < filled.ndvi.values.size(); ++i) {
    const DateObserved kind = kinds[i / filled.ndvi.pixels()];
    const auto factor = static_cast<float>(calibration.of(kind, bin_of_gap(filled.gap_days[i])));
    const float half = factor * filled.spread.values[i];
    bounds.lower.values[i] = std::max(filled.ndvi.values[i] - half, filled.range.least);
    bounds.upper.values[i] = std::min(filled.ndvi.values[i] + half, filled.range.most);
  }
  hold_both_ends(filled, bounds);
  return bounds;
}

}  // namespace undercast
