// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "picture/color_scale.h"
#include "view/stack_cache.h"
#include "view/viewed_scene.h"

namespace undercast {

inline constexpr int kTile_px = 256;

/// Returns for each zoom how many grid pixels a tile pixel spans. Zoom 0 shows the whole scene in
/// one tile; the last one shows every pixel.
std::vector<double> tile_scales(const Grid& grid);

/// Addresses a tile of an image.
struct TileAddress {
  int layer = 0, step = 0, zoom = 0, x = 0, y = 0;
};

/// Returns the colour of a value that lies at `share` of its scale.
Color layer_color(LayerScale scale, double share);

/// Draws tiles of a scene's layers, for any number of threads. Neighbouring dates of a tile are
/// read together and kept as bytes, since files hold all dates of a place together.
class Tiles {
 public:
  Tiles(const ViewedScene& scene, std::size_t cache_bytes, int readers);

  /// Returns the bytes of a WebP image, transparent where missing or outside the grid. Throws
  /// Error(usage) for an address that does not exist, Error(io) when the file cannot be read.
  std::string tile(const TileAddress& address);

 private:
  void check(const TileAddress& address) const;
  std::vector<std::uint8_t> read_stack(const ViewLayer& layer, const TileAddress& address, int first, int count) const;

  const ViewedScene& scene_;
  std::vector<double> scales_;
  StackCache cache_;
};

}  // namespace undercast
