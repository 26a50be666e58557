// SPDX-License-Identifier: Apache-2.0
// Training by several ranks, as a user runs it.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <sstream>

#include "networks/model_file.h"
#include "ranks/rank_runs.h"

#if UNDERCAST_HAS_TORCH
namespace undercast {
namespace {

namespace fs = std::filesystem;

class RanksTrain : public Ranks {
 protected:
  Arguments line(const std::string& kind, const std::string& model, int epochs = 3) {
    return {"train",
            scene_,
            "-o",
            model,
            "--model",
            kind,
            "--epochs",
            std::to_string(epochs),
            "--seed",
            "1",
            "--precision",
            "fp32",
            "--threads",
            "1",
            "--windows-per-epoch",
            "64",
            "--batch",
            "9",
            "--window",
            "16",
            "--width",
            "32",
            "--depth",
            "1",
            "--heads",
            "4",
            "--steps-per-epoch",
            "5",
            "--series-per-step",
            "17",
            "--hidings",
            "1",
            "--series-width",
            "16",
            "--starting-model",
            "none"};
  }
  // The losses that --verbose shows after each epoch.
  static std::vector<double> losses(const Outcome& outcome) {
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::vector<double> found;
    const std::string before = "training loss ";
    for (std::size_t at = 0; (at = outcome.err.find(before, at)) != std::string::npos;)
      found.push_back(std::stod(outcome.err.substr(at += before.size())));
    return found;
  }

  std::string scene_ = make_scene("scene.tif", 40, 12);
};

class RanksTrainKind : public RanksTrain, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, RanksTrainKind, testing::Values("space-time", "vit"),
                         [](const auto& kind) { return std::string(kind.param).substr(0, 5); });

// Batches of 17 series or 9 windows, whose shares differ, and of which not every item hides as
// much.
TEST_P(RanksTrainKind, follows_the_loss_curve_of_one_process) {
  const std::vector<double> alone = losses(run(line(GetParam(), folder_ / "one.uc") + Arguments{"-v"}));
  const std::vector<double> shared =
      losses(run_command(mpirun(2, line(GetParam(), folder_ / "two.uc") + Arguments{"-v"})));
  ASSERT_GE(alone.size(), 3U);
  ASSERT_EQ(shared.size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_NEAR(shared[i], alone[i], 1e-4 * alone[i]) << "epoch " << i;
  EXPECT_NE(alone[0], alone[1]) << "the losses of different batches";
  const ModelFile one = read_model_file(folder_ / "one.uc"), two = read_model_file(folder_ / "two.uc");
  for (std::size_t i = 0; i < one.tensors.size(); ++i)
    for (std::size_t k = 0; k < one.tensors[i].values.size(); ++k)
      ASSERT_NEAR(two.tensors[i].values[k], one.tensors[i].values[k], 1e-3) << one.tensors[i].name;
  const auto rmse = [](const ModelFile& model) {
    return model.header.at("training").at("held_out_rmse").get<double>();
  };
  EXPECT_NEAR(rmse(two), rmse(one), 1e-3 * rmse(one));
}

TEST_F(RanksTrain, interrupted_resumes_to_the_same_model) {
  // So long that a fast machine is not done before it is interrupted.
  const int epochs = 400;
  const Arguments patient{"--patience", "400"};
  const Arguments whole = line("vit", folder_ / "whole.uc", epochs) + patient;
  const Arguments parted = line("vit", folder_ / "parted.uc", epochs) + patient;
  ASSERT_EQ(run_command(mpirun(2, whole)).exit_code, 0);
  // Ctrl-C on mpirun, which signals its ranks a second later and kills them after another.
  const Outcome stopped = run_command(mpirun(2, parted), [&](int job, const std::string& err) {
    const auto has_begun = [&] {
      return fs::exists(err) && read_text_file(err).find("training ...") != std::string::npos;
    };
    siginfo_t ended{};
    while (!has_begun()) {
      // Ended without a word: there is nobody to interrupt.
      if (::waitid(P_PID, static_cast<id_t>(job), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == job)
        return;
      ::usleep(2000);
    }
    ::kill(job, SIGINT);
  });
  EXPECT_NE(stopped.exit_code, 0);
  ASSERT_TRUE(fs::exists(folder_ / "parted.uc.checkpoint")) << stopped.err;
  // Open MPI 5 does not pass on what its ranks say while they end, so the remedy must stand in the
  // message of the next run, too.
  const Outcome again = run_command(mpirun(2, parted));
  EXPECT_NE(again.exit_code, 0);
  EXPECT_NE(again.err.find("--resume"), std::string::npos) << again.err;
  const Outcome resumed = run_command(mpirun(2, parted + Arguments{"--resume"}));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_TRUE(same_files("whole.uc", "parted.uc"));
  EXPECT_FALSE(fs::exists(folder_ / "parted.uc.checkpoint"));
}

TEST_F(RanksTrain, on_different_cubes_is_refused) {
  if (!starts_ranks_of_their_own()) GTEST_SKIP() << "this mpirun cannot give ranks command lines of their own";
  for (const char* name : {"a", "b"}) fs::create_directory(folder_ / name);
  fs::copy_file(scene_, folder_ / "a/scene.tif");
  run({"simulate", "-o", folder_ / "b/scene.tif", "--truth", folder_ / "b/truth.tif", "--size", "40", "--steps", "12",
       "--seed", "4", "-q"});
  scene_ = "scene.tif";
  const Arguments relative = line("space-time", folder_ / "model.uc");
  EXPECT_TRUE(refused(
      run_command(mpirun({{relative, UNDERCAST_PROGRAM, folder_ / "a"}, {relative, UNDERCAST_PROGRAM, folder_ / "b"}})),
      2, {"rank 1 on ", "other training data", "same cubes"}));
  EXPECT_FALSE(fs::exists(folder_ / "model.uc"));
}

TEST_F(RanksTrain, with_more_ranks_than_items_of_a_batch_is_refused) {
  Arguments arguments = line("space-time", folder_ / "model.uc");
  *std::find(arguments.begin(), arguments.end(), "17") = "1";
  const Outcome outcome = run_command(mpirun(2, arguments));
  EXPECT_TRUE(refused(outcome, 2, {"a step's batch of 1 cannot be shared by 2 ranks"}));
}

TEST_F(RanksTrain, without_a_model_fills_with_one_that_all_ranks_share) {
  Arguments arguments = line("space-time", folder_ / "filled.tif");
  arguments[0] = "fill";
  arguments[4] = "--train-model";
  const Outcome outcome = run_command(mpirun(2, arguments));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("filled by space-time"), std::string::npos) << outcome.out;
}

}  // namespace
}  // namespace undercast
#endif
