// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/download.h"

#include <gtest/gtest.h>

#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "earth_engine/stand_in.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

EeCube cube_of(const Grid& grid, int days, int period_days, bool vh) {
  EeCube cube;
  cube.recipe.boxes = {{3, 50, 4, 51}};
  cube.recipe.first = parse_date("2018-01-01");
  cube.recipe.last = cube.recipe.first + Days(days - 1);
  cube.recipe.vh = vh;
  const TimeAxis periods = make_periods(cube.recipe.first, cube.recipe.last, period_days);
  cube.periods.assign(periods.begin(), periods.end());
  cube.grid = grid;
  return cube;
}

TEST(EeTiles, cover_the_cube_once_and_keep_to_the_limits) {
  for (const auto& [days, period_days] : {std::pair{365, 8}, {8, 8}, {6000, 8}}) {
    const EeCube cube = cube_of(small_grid(913, 980), days, period_days, true);
    long long values = 0;
    for (const EeTile& tile : plan_tiles(cube)) {
      values += tile.values();
      EXPECT_LE(tile_bytes(tile, 2), kEeMostBytes);
      EXPECT_LE(2 * tile.periods, kEeMostBands);
    }
    EXPECT_EQ(values, cube.grid.pixels() * static_cast<long long>(cube.periods.size()));
  }
  // A year of 46 + 46 float32 bands: 460 bytes a pixel with the masks.
  EXPECT_EQ(tile_bytes({{0, 0, 256, 256}, 0, 46}, 2), 256LL * 256 * 460);
  EXPECT_EQ(plan_tiles(cube_of(small_grid(913, 980), 365, 8, true)).size(), 16U);
}

TEST(EeTiles, halve_until_they_are_as_small_as_can_be) {
  std::vector<EeTile> open{{{10, 20, 100, 70}, 3, 5}};
  long long values = 0;
  while (!open.empty()) {
    const EeTile tile = open.back();
    open.pop_back();
    const std::vector<EeTile> parts = halves(tile);
    if (parts.empty()) {
      EXPECT_EQ(tile.periods, 1);
      EXPECT_LE(std::max(tile.window.rows, tile.window.cols), 8);
      values += tile.values();
      continue;
    }
    EXPECT_EQ(parts[0].values() + parts[1].values(), tile.values());
    open.insert(open.end(), parts.begin(), parts.end());
  }
  EXPECT_EQ(values, 100 * 70 * 5);
}

// How many requests a client with `requests` connections has in flight at most. The service holds
// the first ones back until there are `awaited`.
int most_in_flight(int requests, int awaited) {
  const EeCube cube = cube_of(small_grid(512 * 5, 512 * 8), 8, 8, false);
  CubeLayout small = cube.layout();
  small.grid.rows = small.grid.cols = 1;
  Cube served(small);  // the service makes the values up: the cube only has to be there
  served.grid = cube.grid;
  EeStandIn server(std::move(served));
  server.is_flat = true;
  server.in_flight().gather(awaited);
  const TemporaryFolder folder;
  server.write_service_key(folder / "key.json");
  EarthEngineOptions options;
  options.api = server.base();
  HttpClient client;
  GoogleToken token(find_google_credentials(folder / "key.json", ""), client, {});
  EeService service(options, client, token);
  CubeDraft draft(folder / "cube.tif", cube_file_layout(cube.layout(), {}), identity_of(cube), false);
  Progress silent;
  const auto everywhere = [](const Window& window) { return std::vector<unsigned char>(window.pixels(), 1); };
  EXPECT_EQ(download_tiles({cube, draft, everywhere}, service, requests, silent).tiles, 40);
  return server.in_flight().most();
}

TEST(EeDownload, keeps_as_many_requests_in_flight_as_it_may) {
  EXPECT_EQ(most_in_flight(EarthEngineOptions().requests, 20), 20);
  EXPECT_EQ(most_in_flight(1, 1), 1);
}

}  // namespace
}  // namespace undercast
