// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

namespace undercast {

/// Overlapping tiles along one axis, with weights that sum to one at each pixel of the axis.
struct AxisTiles {
  std::vector<int> starts;
  /// [tile][pixel in tile]
  std::vector<std::vector<float>> weights;
};

/// Tiles of `size_px` every `stride_px` over [0, length). The last tile is moved back to end with
/// the axis; on an axis shorter than a tile, the one tile reaches beyond it. Weights fall linearly
/// from a tile's centre to its edges.
AxisTiles axis_tiles(int length, int size_px, int stride_px);

}  // namespace undercast
