// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill.h"

#include <gtest/gtest.h>

#include "cli/run_program.h"
#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/provenance_file.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

class FillJobTest : public testing::Test {
 protected:
  void SetUp() override {
    SimulateJob scene;
    scene.output = folder_ / "scene.tif";
    scene.scene.size = 24;
    scene.scene.steps = 12;
    simulate(scene, {});
    job_.cube = scene.output.path;
    job_.output = folder_ / "filled.tif";
    job_.method = "linear";
  }
  std::vector<float> ndvi(const std::string& path) {
    CubeFile cube(path);
    return cube.read(cube.layout().grid.whole()).ndvi.values;
  }

  TemporaryFolder folder_;
  FillJob job_;
};

TEST_F(FillJobTest, fills_in_one_call_with_bounds_and_provenance) {
  job_.lower = folder_ / "lower.tif";
  job_.upper = folder_ / "upper.tif";
  job_.provenance = folder_ / "provenance.tif";
  check(job_);
  const FillSummary summary = fill(job_, {.threads = 2});
  EXPECT_EQ(summary.filled_by, "linear");
  EXPECT_NEAR(summary.observed + summary.filled + summary.low_trust + summary.missing, 1, 1e-9);
  const std::vector<float> observed = ndvi(job_.cube.path), filled = ndvi(job_.output.path);
  const std::vector<float> lower = ndvi(job_.lower.path), upper = ndvi(job_.upper.path);
  ProvenanceFile provenance(job_.provenance.path);
  const std::vector<std::uint8_t> codes = provenance.read_codes(provenance.layout().grid.whole());
  for (std::size_t i = 0; i < filled.size(); ++i) {
    EXPECT_EQ(was_observed(static_cast<Provenance>(codes[i])), is_observed(observed[i]));
    if (is_observed(observed[i])) EXPECT_EQ(filled[i], observed[i]);
    if (is_missing(filled[i])) continue;
    EXPECT_LE(lower[i], filled[i]);
    EXPECT_GE(upper[i], filled[i]);
  }
}

class ScreenTest : public FillJobTest {
 protected:
  static constexpr std::size_t kDip = 6 * 24 * 24 + 300;
  Cube cube_;
  void SetUp() override {
    FillJobTest::SetUp();
    CubeFile file(job_.cube.path);
    cube_ = file.read(file.layout().grid.whole());
    const std::size_t pixels = cube_.ndvi.pixels();
    for (std::size_t i = 0; i < cube_.ndvi.values.size(); ++i)
      cube_.ndvi.values[i] = 0.7F + 0.001F * static_cast<float>(i / pixels % 2);
    cube_.ndvi.values[kDip] = 0.4F;
    write();
    job_.provenance = folder_ / "provenance.tif";
    job_.overwrite = true;
  }
  void write() {
    CubeWriter writer(job_.cube.path, cube_.layout(), {}, true);
    writer.write(cube_.grid.whole(), cube_);
    writer.finish();
  }
  std::uint8_t code_of_dip() {
    ProvenanceFile provenance(job_.provenance.path);
    return provenance.read_codes(provenance.layout().grid.whole())[kDip];
  }
};

TEST_F(ScreenTest, flags_a_suspect_observation_which_passes_through) {
  const FillSummary summary = fill(job_, {.threads = 2});
  EXPECT_EQ(ndvi(job_.output.path)[kDip], 0.4F);
  EXPECT_EQ(code_of_dip(), 4);
  EXPECT_DOUBLE_EQ(summary.observed, 1);
  EXPECT_NEAR(summary.suspect, 1.0 / static_cast<double>(cube_.ndvi.values.size()), 1e-12);
  EXPECT_FALSE(summary.suspects_were_dropped);
}

TEST_F(ScreenTest, drops_a_suspect_observation_and_fills_it_like_a_gap) {
  job_.screen = "drop";
  const FillSummary summary = fill(job_, {.threads = 2});
  EXPECT_NEAR(ndvi(job_.output.path)[kDip], 0.7, 0.01);
  EXPECT_EQ(code_of_dip(), 1);
  EXPECT_NEAR(summary.suspect, 1.0 / static_cast<double>(cube_.ndvi.values.size()), 1e-12);
  EXPECT_TRUE(summary.suspects_were_dropped);
}

TEST_F(ScreenTest, off_calls_everything_observed) {
  job_.screen = "off";
  EXPECT_EQ(fill(job_, {.threads = 2}).suspect, 0);
  EXPECT_EQ(code_of_dip(), 0);
}

TEST_F(ScreenTest, that_would_drop_too_much_is_an_error_with_a_remedy) {
  for (std::size_t i = 0; i < cube_.ndvi.values.size(); ++i)
    cube_.ndvi.values[i] = i / cube_.ndvi.pixels() % 2 == 0 ? 0.7F : 0.3F;
  write();
  job_.screen = "drop";
  EXPECT_TRUE(throws_error([&] { fill(job_, {.threads = 2}); }, ErrorKind::bad_input,
                           {"are suspect", "drop would leave too little", "--screen flag or off"}));
  job_.screen = "flag";
  EXPECT_GT(fill(job_, {.threads = 2}).suspect, 0.25);
}

TEST_F(FillJobTest, is_what_the_program_and_the_example_do) {
  job_.method = "gaussian-process";
  fill(job_, {.threads = 2});
  const std::string by_program = folder_ / "by-program.tif", by_example = folder_ / "by-example.tif";
  ASSERT_EQ(run({"fill", job_.cube.path, "-o", by_program, "--method", "gaussian-process"}).exit_code, 0);
  const Outcome example = run_command({UNDERCAST_EXAMPLE, job_.cube.path, by_example});
  ASSERT_EQ(example.exit_code, 0) << example.err;
  EXPECT_NE(example.out.find("% filled"), std::string::npos);
  EXPECT_EQ(ndvi(job_.output.path), ndvi(by_program));
  EXPECT_EQ(ndvi(job_.output.path), ndvi(by_example));
}

TEST_F(FillJobTest, check_refuses_without_opening_a_file) {
  const auto refused = [](const FillJob& job, const std::vector<std::string>& parts) {
    return throws_error([&] { check(job); }, ErrorKind::usage, parts);
  };
  FillJob job = job_;
  job.cube = folder_ / "no-such-cube.tif";  // it would be missed if it were opened
  EXPECT_NO_THROW(check(job));
  job.model = "model.uc";
  EXPECT_TRUE(refused(job, {"--model and --method exclude each other"}));
  job = job_;
  job.method = "magic";
  EXPECT_TRUE(refused(job, {"magic", "whittaker"}));
  job = job_;
  job.method = "savitzky-golay";
  job.parameters.savitzky_golay_window = 8;
  EXPECT_TRUE(refused(job, {"--savitzky-golay-window"}));
  job = job_;
  job.quicklook = folder_ / "picture.jpg";
  EXPECT_TRUE(refused(job, {"--quicklook", ".png"}));
  job = job_;
  job.output = job.cube.path;
  job.overwrite = true;
  EXPECT_TRUE(refused(job, {"--output", "a file that is read"}));
  job = job_;
  job.lower = job.output.path;
  EXPECT_TRUE(refused(job, {"--output and --lower are both"}));
  job.output = "two-spellings.tif";
  job.lower = "./two-spellings.tif";
  EXPECT_TRUE(refused(job, {"--output and --lower are both"}));
  job = job_;
  job.method = "";
  job.training.space_time.heads = 7;
  EXPECT_TRUE(refused(job, {"--series-width 64 is not a multiple of --series-heads 7"}));
  job.method = "linear";
  EXPECT_NO_THROW(check(job)) << "nothing is trained";
  job.output = {};
  EXPECT_TRUE(refused(job, {"--output is required"}));
}

TEST_F(FillJobTest, an_output_that_exists_is_replaced_only_with_overwrite) {
  fill(job_, {});
  EXPECT_TRUE(throws_error([&] { check(job_); }, ErrorKind::usage, {"filled.tif"}));
  job_.overwrite = true;
  EXPECT_NO_THROW(check(job_));
}

}  // namespace
}  // namespace undercast
