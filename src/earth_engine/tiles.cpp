// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/tiles.h"

#include <algorithm>

#include "io/crs.h"

namespace undercast {
namespace {

// Larger tiles exceed the memory of the service for many areas.
constexpr int kLargestSide = 512;

std::vector<EeTile> halves_of_area(const EeTile& tile) {
  EeTile first = tile, second = tile;
  if (tile.window.cols >= tile.window.rows) {
    first.window.cols /= 2;
    second.window.col += first.window.cols;
    second.window.cols -= first.window.cols;
  } else {
    first.window.rows /= 2;
    second.window.row += first.window.rows;
    second.window.rows -= first.window.rows;
  }
  return {first, second};
}

}  // namespace

CubeLayout EeCube::layout() const {
  const TimeAxis radar({periods.begin() + first_radar_period(), periods.end()});
  return {grid, TimeAxis(periods), recipe.vh ? radar : TimeAxis(), recipe.vv ? radar : TimeAxis(),
          recipe.indices.front().index};
}

int EeCube::first_radar_period() const {
  const auto holds = [&](const Period& period) { return period.end() > recipe.radar_first; };
  return static_cast<int>(std::find_if(periods.begin(), periods.end(), holds) - periods.begin());
}

long long tile_bytes(const EeTile& tile, int bands_per_period) {
  constexpr long long kValueAndMask = sizeof(float) + 1;
  return tile.values() * bands_per_period * kValueAndMask;
}

std::vector<EeTile> plan_tiles(const EeCube& cube) {
  const int bands = cube.bands_per_period(), all = static_cast<int>(cube.periods.size());
  const int parts = (all * bands + kEeMostBands - 1) / kEeMostBands;
  const int most_periods = (all + parts - 1) / parts;
  int side = kLargestSide;
  while (tile_bytes({{0, 0, side, side}, 0, most_periods}, bands) > kEeMostBytes) side /= 2;
  std::vector<EeTile> tiles;
  for (int first = 0; first < all; first += most_periods)
    for (const Window& window : split(cube.grid.whole(), side))
      tiles.push_back({window, first, std::min(most_periods, all - first)});
  return tiles;
}

std::vector<EeTile> halves(const EeTile& tile) {
  constexpr int kSmallArea = 64, kSmallestArea = 8;
  const int side = std::max(tile.window.rows, tile.window.cols);
  if (side > kSmallArea) return halves_of_area(tile);
  if (tile.periods > 1) {
    const int half = tile.periods / 2;
    return {{tile.window, tile.first_period, half}, {tile.window, tile.first_period + half, tile.periods - half}};
  }
  if (side > kSmallestArea) return halves_of_area(tile);
  return {};
}

nlohmann::json ee_grid(const Grid& grid) {
  const auto& a = grid.affine;
  const std::string name = crs_name(grid.crs_wkt);
  nlohmann::json json{{"dimensions", {{"width", grid.cols}, {"height", grid.rows}}},
                      {"affineTransform",
                       {{"scaleX", a[1]},
                        {"shearX", a[2]},
                        {"translateX", a[0]},
                        {"shearY", a[4]},
                        {"scaleY", a[5]},
                        {"translateY", a[3]}}}};
  if (name.rfind("EPSG:", 0) == 0)
    json["crsCode"] = name;
  else
    json["crsWkt"] = grid.crs_wkt;
  return json;
}

nlohmann::json pixel_request(const EeCube& cube, const EeTile& tile, const nlohmann::json& expression) {
  return {{"expression", expression},
          {"fileFormat", "GEO_TIFF"},
          {"grid", ee_grid(cube.grid.crop(tile.window))},
          {"workloadTag", "undercast"}};
}

}  // namespace undercast
