// SPDX-License-Identifier: Apache-2.0
// Outputs and inputs of runs that get into each other's way.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/output_lock.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class Outputs : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(run({"simulate", "-o", cube_, "--size", "32", "--steps", "20"}).exit_code, 0); }
  Arguments fill(const std::string& cube, const std::string& output) const {
    return {"fill", cube, "-o", output, "--method", "linear"};
  }

  TemporaryFolder folder_;
  const std::string cube_ = folder_ / "cube.tif", filled_ = folder_ / "filled.tif";
};

TEST_F(Outputs, are_written_by_one_run_at_a_time) {
  const OutputLocks held({filled_});
  EXPECT_TRUE(refused(run(fill(cube_, filled_)), 2, {"filled.tif is being written by process", "wait for it"}));
  EXPECT_FALSE(fs::exists(filled_));
}

TEST_F(Outputs, leave_nothing_else_in_the_folder) {
  EXPECT_EQ(run(fill(cube_, filled_)).exit_code, 0);
  EXPECT_EQ(folder_.entries(), 2);
}

TEST_F(Outputs, never_replace_an_input) {
  for (const char* ending : {".part", ".scratch.part", ".rank-0.part", ".draft", ".abcdef.undercast-part"}) {
    const std::string input = filled_ + ending;
    fs::copy_file(cube_, input);
    run(fill(input, filled_));
    EXPECT_EQ(content_of(input), content_of(cube_)) << ending;
    fs::remove(filled_);
  }
}

TEST_F(Outputs, do_not_depend_on_what_a_killed_run_left) {
  std::ofstream(filled_ + ".part") << "II*torn";
  std::ofstream(filled_ + ".abcdef.undercast-part") << "II*torn";
  EXPECT_EQ(run(fill(cube_, filled_)).exit_code, 0);
  EXPECT_FALSE(fs::exists(filled_ + ".abcdef.undercast-part"));
}

// Names are bytes: a name in another encoding is no UTF-8, which JSON must be.
TEST_F(Outputs, may_have_names_that_are_not_utf8) {
  const std::string name = folder_ / "caf\xe9", cube = name + ".tif", filled = name + ".filled.tif";
  fs::copy_file(cube_, cube);
  EXPECT_EQ(run(fill(cube, filled)).exit_code, 0);
  EXPECT_EQ(run({"info", "--json", filled}).exit_code, 0);
  EXPECT_EQ(run({"evaluate", cube, "--method", "linear", "--json", name + ".json"}).exit_code, 0);
  EXPECT_EQ(run({"report", cube, filled, "--evaluation", name + ".json", "-o", name + ".html"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(name + ".html"));
}

TEST_F(Outputs, are_not_waited_for_where_an_input_is_a_pipe) {
  const std::string pipe = folder_ / "pipe.tif";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(refused(run(fill(pipe, filled_)), 1, {"it is a pipe or a device"}));
  EXPECT_TRUE(refused(run({"info", cube_, "--config", "/dev/zero"}), 2, {"/dev/zero", "16 MB"}));
}

TEST_F(Outputs, of_evaluate_leave_no_part_of_a_picture_of_a_killed_run) {
  const std::string scratch = folder_ / "scores-map.png.abcdef.undercast-part";
  std::ofstream(scratch) << "torn";
  const Outcome outcome =
      run({"evaluate", cube_, "--method", "linear", "--protocol", "blocks-short", "--plot", folder_ / "scores.png"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_FALSE(fs::exists(scratch));
}

TEST_F(Outputs, that_cannot_be_printed_are_an_error) {
  const std::string program = UNDERCAST_PROGRAM;
  for (const std::string& line : {program + " info " + cube_, program + " info --json " + cube_, program + " --help",
                                  program + " --version", program + " --json-usage", program + " --man-page fill"}) {
    const Outcome outcome = run_command({"/bin/sh", "-c", line + " > /dev/full"});
    EXPECT_TRUE(refused(outcome, 1, {"No space left on device"})) << line;
  }
}

// A terminal closes, a user gives up, a scheduler's time is over. The exit code says which.
TEST_F(Outputs, of_a_run_that_a_signal_stops_are_absent) {
  for (const int signal : {SIGHUP, SIGINT, SIGTERM}) {
    const Outcome outcome =
        run_command({UNDERCAST_PROGRAM, "simulate", "-o", filled_, "--size", "1024", "--steps", "46"},
                    [signal](int child, const std::string& err) {
                      while (content_of(err).empty()) ::usleep(2000);
                      ::kill(child, signal);
                    });
    EXPECT_TRUE(refused(outcome, 128 + signal, {"interrupted"}));
    EXPECT_EQ(folder_.entries(), 1);
  }
}

}  // namespace
}  // namespace undercast
