// SPDX-License-Identifier: Apache-2.0
#include "report/quicklook.h"

#include <gtest/gtest.h>

#include "picture/png_pixels.h"
#include "report/animation.h"
#include "view/scene_files.h"

namespace undercast {
namespace {

TEST(Quicklook, shows_each_date_observed_above_filled) {
  const SceneFiles files(20, 20, 5);
  CubeFile cube(files.cube_path);
  const PngPixels png(fill_quicklook(cube, files.filled_path, "linear"));
  // Five maps side by side, of 20 x 20 pixels that are drawn 9 x 9 px large, 12 px apart.
  constexpr int kLeft = 62, kTop = 78, kZoom = 9, kNext = 20 * kZoom + 12;
  for (int step = 0; step < 5; ++step)
    for (const auto& [row, col] : {std::pair{0, 0}, {3, 17}, {19, 8}}) {
      const int x = kLeft + step * kNext + col * kZoom + 4, y = kTop + row * kZoom + 4;
      EXPECT_EQ(png.at(x, y), ndvi_color(static_cast<double>(files.cube.ndvi.at(step, row, col)))) << step << row;
      EXPECT_EQ(png.at(x, y + kNext), ndvi_color(static_cast<double>(files.filled.ndvi.at(step, row, col))));
    }
}

TEST(Animation, has_a_frame_for_each_date) {
  const SceneFiles files(20, 20, 7);
  const std::string webp = fill_animation(CubeFile(files.cube_path), files.filled_path, "linear");
  int frames = 0;
  for (std::size_t at = webp.find("ANMF"); at != std::string::npos; at = webp.find("ANMF", at + 4)) ++frames;
  EXPECT_EQ(webp.substr(0, 4) + webp.substr(8, 4), "RIFFWEBP");
  EXPECT_EQ(frames, 7);
}

}  // namespace
}  // namespace undercast
