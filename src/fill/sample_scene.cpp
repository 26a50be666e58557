// SPDX-License-Identifier: Apache-2.0
#include "fill/sample_scene.h"

#include <algorithm>

#include "core/points.h"
#include "core/progress.h"
#include "core/random.h"

namespace undercast {
namespace {

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
  const bool is_list = is_list_of_points(whole.rows);
  const int across = std::max(1, is_list ? side_px * side_px / kSampleBlockPx : side_px / kSampleBlockPx);
  const int down = is_list ? 1 : across;
  CubeLayout layout = source.layout();
  layout.grid.rows = is_list ? 1 : down * kSampleBlockPx;
  layout.grid.cols = across * kSampleBlockPx;
  Cube sample(layout);
  for (int i = 0; i < down * across && i < static_cast<int>(blocks.size()); ++i) {
    stop_if_requested();
    const Cube block = source.read(blocks[static_cast<std::size_t>(i)]);
    const int row = i / across * kSampleBlockPx, col = i % across * kSampleBlockPx;
    paste(block.ndvi, row, col, sample.ndvi);
    paste(block.vh, row, col, sample.vh);
    paste(block.vv, row, col, sample.vv);
  }
  return sample;
}

}  // namespace undercast
