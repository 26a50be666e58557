// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "core/cube.h"
#include "earth_engine/composites.h"

namespace undercast {

/// A cube that Earth Engine shall compute.
struct EeCube {
  EeRecipe recipe;
  Grid grid;
  std::vector<Period> periods;

  int indices() const { return static_cast<int>(recipe.indices.size()); }
  int bands_per_period() const { return indices() + (recipe.vh ? 1 : 0) + (recipe.vv ? 1 : 0); }
  /// The first period that holds radar.
  int first_radar_period() const;
  int bands() const { return bands_per_period() * static_cast<int>(periods.size()); }
  /// The cube of the first index.
  CubeLayout layout() const;
};

/// The part of a cube that one request asks for: some periods of a window.
struct EeTile {
  Window window;
  int first_period = 0, periods = 0;
  bool operator==(const EeTile&) const = default;

  /// Pixels times periods.
  long long values() const { return window.pixels() * periods; }
};

/// Limits of the service. Source: Earth Engine REST reference, projects.image.computePixels.
inline constexpr long long kEeMostBytes = 50'331'648;
inline constexpr int kEeMostBands = 1024;

/// Bytes of a tile as the service counts them: each value and its mask.
long long tile_bytes(const EeTile& tile, int bands_per_period);

/// Tiles within the limits that cover the cube once.
std::vector<EeTile> plan_tiles(const EeCube& cube);

/// The two halves of a tile that was too large: the area is halved down to 64 pixels a side, then
/// the periods, then the area again. Empty when the tile cannot be made smaller.
std::vector<EeTile> halves(const EeTile& tile);

/// A grid in the form of requests: CRS, affine transform and size.
nlohmann::json ee_grid(const Grid& grid);

/// The request for the pixels of a tile.
nlohmann::json pixel_request(const EeCube& cube, const EeTile& tile, const nlohmann::json& expression);

}  // namespace undercast
