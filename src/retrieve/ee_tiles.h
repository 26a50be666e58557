// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "core/cube.h"
#include "retrieve/ee_composites.h"

namespace undercast {

/// The cube that Earth Engine is asked for.
struct EeCube {
  EeRecipe recipe;
  Grid grid;
  std::vector<Period> periods;

  int bands_per_period() const { return 1 + (recipe.vh ? 1 : 0) + (recipe.vv ? 1 : 0); }
  int bands() const { return bands_per_period() * static_cast<int>(periods.size()); }
  CubeLayout layout() const;
};

/// What one request for pixels asks for: some periods of a window.
struct EeTile {
  Window window;
  int first_period = 0, periods = 0;
  bool operator==(const EeTile&) const = default;

  /// What a request costs, in pixels of all periods.
  long long values() const { return window.pixels() * periods; }
};

/// Limits of the service. Source: Earth Engine REST reference, projects.image.computePixels.
inline constexpr long long kEeMostBytes = 50'331'648;
inline constexpr int kEeMostBands = 1024;

/// Bytes of a tile as the service counts them: each value and its mask.
long long tile_bytes(const EeTile& tile, int bands_per_period);

/// Tiles within the limits that cover the cube once.
std::vector<EeTile> plan_tiles(const EeCube& cube);

/// Two halves of a tile that was too large: of its area first, down to 64 pixels, then of its periods, then of its area
/// again. Nothing when it is as small as can be.
std::vector<EeTile> halves(const EeTile& tile);

/// The CRS, affine transform and size of requests.
nlohmann::json ee_grid(const Grid& grid);

/// The request for a tile's pixels.
nlohmann::json pixel_request(const EeCube& cube, const EeTile& tile, const nlohmann::json& expression);

}  // namespace undercast
