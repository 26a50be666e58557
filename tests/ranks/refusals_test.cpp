// SPDX-License-Identifier: Apache-2.0
// Ranks that do not fit together end at once, with one error that says why.
#include <algorithm>
#include <fstream>

#include "core/error.h"
#include "ranks/rank_runs.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class RanksRefused : public Ranks {
 protected:
  Arguments line(const std::string& method = "linear") {
    return {"fill", folder_ / "scene.tif", "--method", method, "-o", folder_ / "out.tif"};
  }
  static long errors_in(const Outcome& outcome) {
    long count = 0;
    for (std::size_t at = 0; (at = outcome.err.find("error: ", at)) != std::string::npos; ++at) ++count;
    return count;
  }
  // With one error, and nothing written.
  void expect_refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts_of_text) {
    EXPECT_TRUE(refused(outcome, exit_code, parts_of_text));
    EXPECT_EQ(errors_in(outcome), 1) << outcome.err;
    EXPECT_FALSE(fs::exists(folder_ / "out.tif"));
  }
};

TEST_F(RanksRefused, when_they_are_of_different_builds) {
  if (!starts_ranks_of_their_own()) GTEST_SKIP() << "this mpirun cannot give ranks command lines of their own";
  make_scene("scene.tif", 40, 8);
  const std::string other = folder_ / "undercast";
  fs::copy_file(UNDERCAST_PROGRAM, other);
  std::ofstream(other, std::ios::app) << "another build";
  expect_refused(run_command(mpirun({{line()}, {line(), other}})), 2,
                 {"rank 1 on ", "another undercast: 0.1.0 (build ", "same build"});
  EXPECT_TRUE(parts().empty());
}

TEST_F(RanksRefused, when_they_have_different_options) {
  if (!starts_ranks_of_their_own()) GTEST_SKIP() << "this mpirun cannot give ranks command lines of their own";
  make_scene("scene.tif", 40, 8);
  expect_refused(run_command(mpirun({{line()}, {line("whittaker")}})), 2, {"rank 1 on ", "other options", "whittaker"});
  EXPECT_TRUE(parts().empty());
}

TEST_F(RanksRefused, when_one_lacks_the_file) {
  if (!starts_ranks_of_their_own()) GTEST_SKIP() << "this mpirun cannot give ranks command lines of their own";
  make_scene("scene.tif", 600, 12);
  fs::create_directory(folder_ / "elsewhere");
  const Arguments relative{"fill", "scene.tif", "--method", "gaussian-process", "-o", folder_ / "out.tif"};
  expect_refused(run_command(mpirun({{relative, UNDERCAST_PROGRAM, folder_.path()},
                                     {relative, UNDERCAST_PROGRAM, folder_ / "elsewhere"}})),
                 1, {"rank 1: ", "scene.tif"});
}

TEST_F(RanksRefused, with_one_error_when_all_lack_the_file) {
  const Outcome outcome = run_command(mpirun(3, line()));
  expect_refused(outcome, 1, {"scene.tif"});
  EXPECT_EQ(outcome.err.find("rank "), outcome.err.npos) << outcome.err;
}

TEST_F(RanksRefused, with_one_error_for_a_wrong_option) {
  const Outcome outcome = run_command(mpirun(2, {"fill", "--no-such-option"}));
  EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
  const std::string said = "--help lists the options";
  const std::size_t first = outcome.err.find(said);
  ASSERT_NE(first, outcome.err.npos) << outcome.err;
  EXPECT_EQ(outcome.err.find(said, first + 1), outcome.err.npos) << outcome.err;
}

TEST_F(RanksRefused, by_commands_that_one_process_does) {
  expect_refused(run_command(mpirun(2, {"simulate", "-o", folder_ / "out.tif"})), 2,
                 {"simulate is not made for several ranks", "without mpirun"});
}

}  // namespace
}  // namespace undercast
