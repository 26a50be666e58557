// SPDX-License-Identifier: Apache-2.0
#include "fields/field_blocks.h"

#include <algorithm>
#include <map>
#include <utility>

#include "io/raster_options.h"

namespace undercast {
namespace {

using Place = std::pair<int, int>;  // row, col

Window joined(const Window& a, const Window& b) {
  const int row = std::min(a.row, b.row), col = std::min(a.col, b.col);
  return {row, col, std::max(a.row_end(), b.row_end()) - row, std::max(a.col_end(), b.col_end()) - col};
}

// The blocks of some fields, row by row.
std::vector<BlockOfFields> blocks_of(const std::vector<int>& batch, const std::vector<Field>& fields) {
  std::map<Place, BlockOfFields> blocks;
  for (const int i : batch) {
    const Window& field = fields[static_cast<std::size_t>(i)].window;
    for (int row = field.row / kTilePx * kTilePx; row < field.row_end(); row += kTilePx)
      for (int col = field.col / kTilePx * kTilePx; col < field.col_end(); col += kTilePx) {
        Window part;
        part.row = std::max(row, field.row), part.col = std::max(col, field.col);
        part.rows = std::min(row + kTilePx, field.row_end()) - part.row;
        part.cols = std::min(col + kTilePx, field.col_end()) - part.col;
        BlockOfFields& block = blocks[{row, col}];
        block.window = block.fields.empty() ? part : joined(block.window, part);
        block.fields.push_back(i);
      }
  }
  std::vector<BlockOfFields> in_order;
  for (auto& [place, block] : blocks) in_order.push_back(std::move(block));
  return in_order;
}

}  // namespace

std::vector<FieldBatch> field_batches(const std::vector<Field>& fields, int side_px) {
  std::map<Place, std::vector<int>> squares;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (!fields[i].polygon.rings.empty())
      squares[{fields[i].window.row / side_px, fields[i].window.col / side_px}].push_back(static_cast<int>(i));
  std::vector<FieldBatch> batches;
  for (auto& [place, batch] : squares) {
    std::vector<BlockOfFields> blocks = blocks_of(batch, fields);
    batches.push_back({std::move(batch), std::move(blocks)});
  }
  return batches;
}

}  // namespace undercast
