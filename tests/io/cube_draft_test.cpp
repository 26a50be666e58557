// SPDX-License-Identifier: Apache-2.0
#include "io/cube_draft.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "small_cube.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class CubeDrafts : public testing::Test {
 protected:
  CubeDrafts() { layout_.grid.crs_wkt = crs_to_wkt("EPSG:32631"); }

  CubeDraft draft() { return CubeDraft(path_, cube_file_layout(layout_, {}), "identity", false); }
  void write_all(CubeDraft& draft) {
    for (int band = 0; band < 2 * layout_.ndvi.size(); ++band) {
      const std::vector<float> values(static_cast<std::size_t>(layout_.grid.pixels()), 0.1F * static_cast<float>(band));
      draft.write(layout_.grid.whole(), {band}, values.data(), std::to_string(band));
    }
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_ / "cube.tif";
  CubeLayout layout_ = small_layout(150, 20, 3, 3);
};

TEST_F(CubeDrafts, become_the_cube_that_was_written) {
  CubeDraft written = draft();
  write_all(written);
  written.finish(false);
  const Cube cube = CubeFile(path_).read(layout_.grid.whole());
  for (int step = 0; step < 3; ++step) {
    EXPECT_EQ(cube.ndvi.image(step)[0], 0.1F * static_cast<float>(step));
    EXPECT_EQ(cube.vh.image(step)[cube.vh.pixels() - 1], 0.1F * static_cast<float>(3 + step));
  }
  EXPECT_EQ(folder_.entries(), 1);
}

TEST_F(CubeDrafts, that_another_process_cuts_off_are_an_error_and_begin_anew) {
  {
    CubeDraft written = draft();
    write_all(written);
    fs::resize_file(path_ + ".draft", 4096);
    EXPECT_TRUE(throws_error([&] { written.finish(false); }, ErrorKind::io, {".draft", "cut it off"}));
  }
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_EQ(draft().kept(), 0);
}

}  // namespace
}  // namespace undercast
