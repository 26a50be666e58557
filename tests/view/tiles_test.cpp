// SPDX-License-Identifier: Apache-2.0
#include "view/tiles.h"

#include <gtest/gtest.h>
#include <webp/decode.h>

#include <cmath>

#include "core/expect_error.h"
#include "view/scene_files.h"

namespace undercast {
namespace {

constexpr int kRows = 300, kCols = 520, kSteps = 3;

class TilesOfAScene : public testing::Test {
 protected:
  std::vector<std::uint8_t> pixels(const TileAddress& address) {
    const std::string webp = tiles_.tile(address);
    int width = 0, height = 0;
    std::uint8_t* data =
        WebPDecodeRGBA(reinterpret_cast<const std::uint8_t*>(webp.data()), webp.size(), &width, &height);
    EXPECT_EQ(width, kTile_px);
    EXPECT_EQ(height, kTile_px);
    std::vector<std::uint8_t> rgba(data, data + 4 * width * height);
    WebPFree(data);
    return rgba;
  }

  // Expects that the pixel of a tile has the colour of a value, or is transparent where it is
  // missing.
  static void expect_color(const std::vector<std::uint8_t>& rgba, int row, int col, float value) {
    const std::uint8_t* pixel = rgba.data() + 4 * (row * kTile_px + col);
    ASSERT_EQ(pixel[3], std::isnan(value) ? 0 : 255) << row << ", " << col;
    if (std::isnan(value)) return;
    const Color expected = ndvi_color(static_cast<double>(value));
    EXPECT_NEAR(pixel[0], expected.red, 3);
    EXPECT_NEAR(pixel[1], expected.green, 3);
    EXPECT_NEAR(pixel[2], expected.blue, 3);
  }

  SceneFiles files_{kRows, kCols, kSteps};
  ViewedScene scene_{{files_.filled_path, files_.cube_path, "", "", ""}, "", {}};
  Tiles tiles_{scene_, 8U << 20, 2};
  static constexpr int kObserved = 1, kNearest = 2;  // the layer, and the last zoom
};

TEST_F(TilesOfAScene, show_whole_pixels_at_the_last_zoom) {
  ASSERT_EQ(scene_.layers()[kObserved].id, "observed");
  ASSERT_EQ(tile_scales(scene_.grid()), (std::vector<double>{4, 2, 1}));
  for (int step = 0; step < kSteps; ++step)
    for (const auto& [x, y] : {std::pair{0, 0}, {1, 1}, {2, 1}}) {
      const auto rgba = pixels({kObserved, step, kNearest, x, y});
      for (int row = 0; row < kTile_px; row += 7)
        for (int col = 0; col < kTile_px; col += 5) {
          const int r = y * kTile_px + row, c = x * kTile_px + col;
          expect_color(rgba, row, col, r < kRows && c < kCols ? files_.cube.ndvi.at(step, r, c) : kMissing);
        }
    }
}

TEST_F(TilesOfAScene, show_the_whole_scene_in_the_first) {
  const auto rgba = pixels({0, 0, 0, 0, 0});
  const auto is_shown = [&](int row, int col) { return rgba[4 * (row * kTile_px + col) + 3] == 255; };
  EXPECT_TRUE(is_shown(0, 0) && is_shown(74, 129));
  EXPECT_FALSE(is_shown(76, 0) || is_shown(0, 131));
}

TEST_F(TilesOfAScene, that_do_not_exist_are_refused) {
  for (const TileAddress& address : {TileAddress{-1, 0, 0, 0, 0},
                                     {9, 0, 0, 0, 0},
                                     {0, 3, 0, 0, 0},
                                     {0, -1, 0, 0, 0},
                                     {0, 0, 3, 0, 0},
                                     {0, 0, 2, 3, 0},
                                     {0, 0, 2, 0, 2},
                                     {0, 0, 2, -1, 0}})
    EXPECT_TRUE(throws_error([&] { tiles_.tile(address); }, ErrorKind::usage, {"no tile"}));
}

}  // namespace
}  // namespace undercast
