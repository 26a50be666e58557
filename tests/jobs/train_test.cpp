// SPDX-License-Identifier: Apache-2.0
#include "jobs/train.h"

#include <gtest/gtest.h>

#include <fstream>

#include "cli/run_program.h"
#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "jobs/check_job.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

class TrainJobTest : public testing::Test {
 protected:
  std::string scene(const std::string& name, bool vv) {
    SimulateJob job;
    job.output = folder_ / name;
    job.scene.size = 16;
    job.scene.steps = 8;
    job.scene.vv = vv;
    simulate(job, {});
    return job.output.path;
  }

  TemporaryFolder folder_;
};

// Work would say "preparing training examples" first.
TEST_F(TrainJobTest, an_unreadable_size_is_refused_before_any_work) {
  const Outcome outcome = run({"train", scene("a.tif", false), "-o", folder_ / "m.uc", "--memory", "lots"});
  EXPECT_TRUE(refused(outcome, 2, {"'lots' is not an amount of memory"}));
  EXPECT_EQ(outcome.err.find("preparing"), std::string::npos) << outcome.err;
}

#if UNDERCAST_HAS_TORCH
TEST_F(TrainJobTest, cubes_with_different_radar_are_refused_before_any_work) {
  const std::string with_vv = scene("a.tif", true), without = scene("b.tif", false);
  const Arguments line{"train", with_vv, without, "-o", folder_ / "m.uc", "--preset", "quick"};
  const Outcome outcome = run(line);
  EXPECT_TRUE(refused(outcome, 1, {"different radar variables", "a.tif has VH and VV", "b.tif has VH", "--no-radar"}));
  EXPECT_EQ(outcome.err.find("preparing"), std::string::npos) << outcome.err;
}
#endif

TEST_F(TrainJobTest, check_refuses_without_opening_a_file) {
  TrainJob job;
  job.cubes = {folder_ / "no-such-cube.tif"};
  job.output = folder_ / "model.uc";
  EXPECT_NO_THROW(check(job));
  job.resume = true;
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"there is nothing to resume"}));
  job.resume = false;
  std::ofstream(job.output.path + ".checkpoint") << "state";
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"an interrupted training", "--resume"}));
  job.overwrite = true;
  EXPECT_NO_THROW(check(job));
  job.model = "vit";
  job.training.vit.segment_px = 5;
  EXPECT_TRUE(throws_error([&] { check(job); }, ErrorKind::usage, {"--window 32 is not a multiple of --segment 5"}));
}

TEST_F(TrainJobTest, warns_of_an_option_of_another_kind_of_network) {
  TrainJob job;
  job.cubes = {scene("a.tif", false)};
  job.output = folder_ / "model.uc";
  job.training.batch = 8;
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  warn_of_ignored_options(job, TrainJob{});
  const std::string said = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("--batch has no effect: no vit network is trained"), std::string::npos) << said;
}

}  // namespace
}  // namespace undercast
