// SPDX-License-Identifier: Apache-2.0
#include "retrieve/ee_download.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"
#include "retrieve/ee_stand_in.h"

namespace undercast {
namespace {

const std::string kAlgorithms = std::string(UNDERCAST_SHARED_DATA) + "/../earth-engine/algorithms.json";

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

// A service that takes 200 ms to answer, and what a client with so many requests in flight makes of it.
struct SlowService {
  double in_flight = 0, tiles_a_second = 0;
  int most_in_flight = 0;

  SlowService(const Grid& grid, int requests) {
    const EeCube cube = cube_of(grid, 8, 8, false);
    CubeLayout small = cube.layout();
    small.grid.rows = small.grid.cols = 1;
    // Of its values only their being there matters.
    Cube served(small);
    served.grid = cube.grid;
    EeStandIn server(std::move(served), kAlgorithms);
    server.is_flat = true;
    server.latency_ms = 200;
    const TemporaryFolder folder;
    server.write_service_key(folder / "key.json");
    EarthEngineOptions options;
    options.api = server.base();
    HttpClient client;
    GoogleToken token(find_google_credentials(folder / "key.json", ""), client, {});
    EeService service(options, client, token);
    CubeDraft draft(folder / "cube.tif", cube_file_layout(cube.layout(), {}), identity_of(cube), false);
    Progress silent;
    const auto everywhere = [](const Window& window) {
      return std::vector<unsigned char>(static_cast<std::size_t>(window.pixels()), 1);
    };
    const auto begin = std::chrono::steady_clock::now();
    const int tiles = download_tiles(cube, service, draft, requests, everywhere, silent).tiles;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    tiles_a_second = tiles / seconds.count();
    in_flight = server.in_flight().mean();
    most_in_flight = server.in_flight().most();
  }
};

TEST(EeDownload, keeps_the_link_busy) {
  if (!std::filesystem::exists(kAlgorithms)) GTEST_SKIP() << kAlgorithms << " is absent";
  const SlowService usual(small_grid(512 * 20, 512 * 8), EarthEngineOptions().requests);
  const SlowService sequential(small_grid(512 * 2, 512 * 4), 1);
  std::cout << "Earth Engine: " << usual.in_flight << " requests in flight; " << usual.tiles_a_second
            << " tiles a second, of a sequential client " << sequential.tiles_a_second << ": "
            << usual.tiles_a_second / sequential.tiles_a_second << " times as many\n";
  // The latency is what a sequential client's speed is made of: the ratio of the two is the number in flight.
  EXPECT_GE(usual.in_flight, 8);
  EXPECT_LE(usual.most_in_flight, 40);
  EXPECT_NEAR(sequential.in_flight, 1, 1e-9);
}

}  // namespace
}  // namespace undercast
