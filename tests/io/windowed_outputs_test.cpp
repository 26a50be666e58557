// SPDX-License-Identifier: Apache-2.0
#include "io/windowed_outputs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/crs.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

class LaunchedTeam : public Team {
 public:
  bool is_launched() const override { return true; }
};

// 40 x 50 px in windows of 16 px: two bands of floats, and one of small numbers.
class WindowedOutputsTest : public testing::Test {
 protected:
  std::vector<WindowedOutputs::Raster> rasters(const std::string& name) {
    RasterWriter::Layout floats{grid_, {{"a"}, {"b"}}, {{"KEY", "value"}}};
    RasterWriter::Layout bytes{grid_, {{"c"}}, {}, PixelType::uint8};
    return {{folder_ / (name + ".tif"), floats}, {folder_ / (name + "-bytes.tif"), bytes}};
  }
  // Fails at the item with this place in the dealing.
  long long write(const std::string& name, Team& team, int threads, int fail_at = -1, bool keep = false) {
    WindowedOutputs outputs(rasters(name), {}, false, team, keep);
    const std::vector<Window> windows = split(grid_.whole(), 16);
    left_ = outputs.begin(static_cast<int>(windows.size())).size();
    std::atomic<int> place{0};
    parallel_for(outputs, threads, [&](int item, int) {
      const Window& window = windows[static_cast<std::size_t>(item)];
      std::vector<float> values(static_cast<std::size_t>(2 * window.pixels()));
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>((i * 7 + item) % 250);
      outputs.write(0, window, 0, 2, values.data());
      if (place++ == fail_at) throw std::runtime_error("torn in the middle of an item");
      outputs.write(1, window, 0, 1, values.data());
      outputs.add_to(3, window.pixels());
    });
    outputs.finish(threads);
    return outputs.counted(3);
  }
  bool same(const std::string& a, const std::string& b) {
    for (const char* end : {".tif", "-bytes.tif"})
      if (read_text_file(folder_ / (a + end)) != read_text_file(folder_ / (b + end))) return false;
    return true;
  }

  TemporaryFolder folder_;
  Grid grid_{crs_to_wkt("EPSG:32631"), {500000, 10, 0, 5600000, 0, -10}, 40, 50};
  Team alone_;
  LaunchedTeam launched_;
  std::size_t left_ = 0;
};

TEST_F(WindowedOutputsTest, of_a_team_are_those_of_a_process_alone) {
  for (const int threads : {1, 3}) {
    const std::string name = std::to_string(threads);
    EXPECT_EQ(write("alone" + name, alone_, threads), grid_.pixels());
    EXPECT_EQ(write("team" + name, launched_, threads), grid_.pixels());
    EXPECT_TRUE(same("alone" + name, "team" + name));
  }
  EXPECT_EQ(folder_.entries(), 8) << "nothing is left but the rasters";
}

TEST_F(WindowedOutputsTest, go_on_after_what_was_finished) {
  write("whole", alone_, 1);
  for (Team* team : {static_cast<Team*>(&launched_), &alone_}) {
    EXPECT_THROW(write("part", launched_, 1, 5), std::runtime_error);
    EXPECT_EQ(left_, 12U);
    EXPECT_THROW(write("part", *team, 1, 3), std::runtime_error);
    EXPECT_EQ(left_, 7U);
    EXPECT_EQ(write("part", *team, 2), grid_.pixels()) << "counts include what was finished before";
    EXPECT_EQ(left_, 4U);
    EXPECT_TRUE(same("whole", "part"));
    for (const char* name : {"part.tif", "part-bytes.tif"}) std::filesystem::remove(folder_ / name);
    EXPECT_EQ(folder_.entries(), 2);
  }
}

// As a run on another processor would have left them: only its kind differs.
TEST_F(WindowedOutputsTest, refuse_what_another_kind_of_processor_finished) {
  EXPECT_THROW(write("part", launched_, 1, 5), std::runtime_error);
  const std::string part = folder_ / "part.tif.rank-0.part";
  std::string bytes = read_text_file(part);
  const std::size_t kind = bytes.find("processor with ") + 15;
  ASSERT_LT(kind, bytes.size());
  bytes[kind] = bytes[kind] == 'Z' ? 'Y' : 'Z';
  write_text_file(part, bytes, true);
  EXPECT_TRUE(throws_error([&] { write("part", launched_, 1); }, ErrorKind::usage,
                           {part, "another kind of processor", "--overwrite"}));
  EXPECT_EQ(read_text_file(part), bytes) << "what was finished there is kept";
}

TEST_F(WindowedOutputsTest, of_a_process_alone_leave_nothing_when_it_fails_unless_it_keeps_its_work) {
  EXPECT_THROW(write("torn", alone_, 1, 5), std::runtime_error);
  EXPECT_EQ(folder_.entries(), 0);
  EXPECT_THROW(write("torn", alone_, 1, 5, true), std::runtime_error);
  EXPECT_EQ(write("torn", alone_, 1), grid_.pixels());
  EXPECT_EQ(left_, 7U);
  write("whole", alone_, 1);
  EXPECT_TRUE(same("whole", "torn"));
  EXPECT_EQ(folder_.entries(), 4);
}

}  // namespace
}  // namespace undercast
