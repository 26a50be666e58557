// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill_estimate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

class FillEstimateTest : public testing::Test {
 protected:
  void SetUp() override {
    SimulateJob scene;
    scene.output = folder_ / "scene.tif";
    scene.scene.size = 300;  // more than the block that is tried
    scene.scene.steps = 12;
    simulate(scene, {});
    job_.cube = scene.output.path;
    job_.output = folder_ / "filled.tif";
    job_.lower = folder_ / "lower.tif";
    job_.upper = folder_ / "upper.tif";
    job_.provenance = folder_ / "provenance.tif";
    job_.method = "linear";
  }

  TemporaryFolder folder_;
  FillJob job_;
};

TEST_F(FillEstimateTest, is_near_what_the_fill_takes) {
  const FillEstimate estimate = estimate_fill(job_, {.threads = 2});
  for (const OutputFile* file : {&job_.output, &job_.lower, &job_.upper, &job_.provenance})
    EXPECT_FALSE(std::filesystem::exists(file->path)) << "it writes no output";
  fill(job_, {.threads = 2});
  double bytes = 0;
  for (const OutputFile* file : {&job_.output, &job_.lower, &job_.upper, &job_.provenance})
    bytes += static_cast<double>(std::filesystem::file_size(file->path));
  EXPECT_NEAR(estimate.disk / bytes, 1, 0.25);
  EXPECT_NEAR(estimate.disk_at_work - estimate.disk, 300.0 * 300 * 12 * (3 * 4 + 1), 1)
      << "files without compression lie beside it";
  EXPECT_EQ(estimate.filled_by, "linear");
  EXPECT_GT(estimate.seconds, 0);
}

TEST_F(FillEstimateTest, grows_with_the_memory_that_a_fill_may_take) {
  job_.method.clear();
  job_.model = "built-in";
  const FillEstimate large = estimate_fill(job_, {.threads = 2, .memory = ByteSize("4G")});
  const FillEstimate small = estimate_fill(job_, {.threads = 2, .memory = ByteSize("900M")});
  EXPECT_LE(small.memory, ByteSize("900M").bytes());
  EXPECT_LT(small.memory, large.memory);
  EXPECT_LT(small.block_px, large.block_px);
}

TEST_F(FillEstimateTest, needs_no_training) {
  job_.method.clear();
  EXPECT_EQ(estimate_fill(job_, {.threads = 2}).filled_by, "space-time");
  job_.train_model = "vit";
  EXPECT_TRUE(throws_error([&] { estimate_fill(job_, {}); }, ErrorKind::usage, {"vit", "--model"}));
}

}  // namespace
}  // namespace undercast
