// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulate.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/cube_file.h"
#include "simulate/scene.h"

namespace undercast {
namespace {
namespace fs = std::filesystem;

class Simulate : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("undercast_simulate_" + std::to_string(::getpid()) + "_" +
                                           testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
    options_.size = 150;
    options_.steps = 7;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // Bytes of the cube and of its truth.
  std::pair<std::string, std::string> made(const std::string& name, int threads) {
    SimulateOutput output{(folder_ / (name + ".tif")).string(), (folder_ / (name + "_truth.tif")).string(), {}, false};
    simulate(options_, output, {.threads = threads});
    return {read_text_file(output.cube), read_text_file(output.truth)};
  }

  fs::path folder_;
  SimulateOptions options_;
};

TEST_F(Simulate, makes_the_same_bytes_from_the_same_seed_on_any_threads) {
  const auto first = made("first", 1), second = made("second", 3);
  EXPECT_TRUE(first.first == second.first);
  EXPECT_TRUE(first.second == second.second);
}

TEST_F(Simulate, makes_other_bytes_from_another_seed) {
  const auto first = made("first", 2);
  options_.seed = 2;
  const auto second = made("second", 2);
  EXPECT_FALSE(first.first == second.first);
  EXPECT_FALSE(first.second == second.second);
}

TEST_F(Simulate, writes_a_cube_and_a_truth_on_the_same_grid_and_dates) {
  options_.vv = true;
  made("scene", 2);
  CubeFile cube((folder_ / "scene.tif").string()), truth((folder_ / "scene_truth.tif").string());
  EXPECT_EQ(cube.layout().ndvi, simulated_axis(options_));
  EXPECT_EQ(cube.layout().vh, cube.layout().ndvi);
  EXPECT_EQ(cube.layout().vv, cube.layout().ndvi);
  EXPECT_EQ(truth.layout().ndvi, cube.layout().ndvi);
  EXPECT_EQ(truth.layout().grid, cube.layout().grid);
  EXPECT_TRUE(truth.layout().vh.empty());
  for (const float value : truth.read(truth.layout().grid.whole()).ndvi.values) ASSERT_FALSE(std::isnan(value));
}

TEST_F(Simulate, lists_the_clearings_in_the_truth_alone) {
  options_.land = "forest";
  options_.clearings = 3;
  made("scene", 2);
  const auto metadata = [&](const char* name) { return CubeFile((folder_ / name).string()).metadata(); };
  EXPECT_EQ(metadata("scene_truth.tif").at("CLEARINGS"), to_text(Scene(options_).clearings()));
  EXPECT_FALSE(metadata("scene.tif").contains("CLEARINGS"));
}

TEST_F(Simulate, last_period_of_a_year_is_shorter) {
  options_.steps = 47;
  const TimeAxis axis = simulated_axis(options_);
  ASSERT_EQ(axis.size(), 47);
  EXPECT_EQ(axis[45].length_days, 5);
  EXPECT_EQ(to_string(axis[46].start), "2019-01-01");
}

TEST_F(Simulate, refuses_to_replace_files_unasked) {
  made("scene", 2);
  EXPECT_THROW(made("scene", 2), Error);
}

}  // namespace
}  // namespace undercast
