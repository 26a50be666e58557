// SPDX-License-Identifier: Apache-2.0
#include "gaps/sample_scene.h"

#include <algorithm>
#include <cmath>

#include "core/progress.h"
#include "core/random.h"
#include "gaps/points.h"

namespace undercast {
namespace {

void paste(const Variable& from, int row0, int col0, Variable& to) {
  for (int t = 0; t < from.steps(); ++t)
    for (int row = 0; row < from.rows; ++row)
      std::copy_n(from.image(t) + row * from.cols, from.cols, &to.at(t, row0 + row, col0));
}

// There are at least three by three blocks, none larger than this: large ones keep neighbours
// together, many ones represent the scene.
constexpr int kLargestBlockPx = 128;

bool is_observed_at_all(const Variable& ndvi) {
  return std::any_of(ndvi.values.begin(), ndvi.values.end(), [](float value) { return std::isfinite(value); });
}

}  // namespace

std::vector<Window> shuffled_blocks(const Window& whole, int block_px) {
  std::vector<Window> blocks = split(whole, block_px);
  Random random(1);
  for (std::size_t i = blocks.size(); i > 1; --i) std::swap(blocks[i - 1], blocks[random.below(static_cast<int>(i))]);
  return blocks;
}

Cube sample_scene(CubeSource& source, int side_px) {
  const Window whole = source.layout().grid.whole();
  if (whole.pixels() <= static_cast<long long>(side_px) * side_px) return source.read(whole);
  const bool is_list = is_list_of_points(whole.rows);
  const int down = is_list ? 1 : std::max(3, (side_px + kLargestBlockPx - 1) / kLargestBlockPx);
  const int block_px = is_list ? kLargestBlockPx : std::max(1, side_px / down);
  const int across = is_list ? std::max(1, side_px * side_px / block_px) : down;
  std::vector<Window> blocks = shuffled_blocks(whole, block_px);
  // Whole blocks come first: blocks at the scene's edges are smaller.
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const Window& a, const Window& b) { return a.pixels() > b.pixels(); });
  CubeLayout layout = source.layout();
  layout.grid.rows = is_list ? 1 : down * block_px;
  layout.grid.cols = across * block_px;
  Cube sample(layout);
  int taken = 0;
  for (const Window& window : blocks) {
    if (taken == down * across) break;
    stop_if_requested();
    const Cube block = source.read(window);
    if (!is_observed_at_all(block.ndvi)) continue;
    const int row = taken / across * block_px, col = taken % across * block_px;
    paste(block.ndvi, row, col, sample.ndvi);
    paste(block.vh, row, col, sample.vh);
    paste(block.vv, row, col, sample.vv);
    ++taken;
  }
  return sample;
}

}  // namespace undercast
