// SPDX-License-Identifier: Apache-2.0
#include "io/output_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class OutputLock : public testing::Test {
 protected:
  TemporaryFolder folder_;
  const std::string output_ = folder_ / "filled.tif";
};

TEST_F(OutputLock, is_held_by_one_and_says_by_whom) {
  const OutputLocks mine({output_});
  EXPECT_TRUE(throws_error([&] { OutputLocks({output_}); }, ErrorKind::usage,
                           {"filled.tif is being written by process " + std::to_string(::getpid()), "wait for it"}));
  EXPECT_NO_THROW(OutputLocks({folder_ / "other.tif"}));
}

TEST_F(OutputLock, leaves_nothing_behind) {
  { const OutputLocks mine({output_, folder_ / "lower.tif"}); }
  EXPECT_EQ(folder_.entries(), 0);
  EXPECT_NO_THROW(OutputLocks({output_}));
}

TEST_F(OutputLock, of_several_outputs_holds_none_when_one_is_held) {
  const OutputLocks mine({folder_ / "b.tif"});
  EXPECT_THROW(OutputLocks({folder_ / "a.tif", folder_ / "b.tif"}), Error);
  EXPECT_NO_THROW(OutputLocks({folder_ / "a.tif"}));
}

TEST_F(OutputLock, ends_with_a_process_that_is_killed) {
  const pid_t child = ::fork();
  if (child == 0) {
    new OutputLocks({output_});
    new AtomicFile(output_, false);
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(folder_.entries(), 2) << "the lock and the scratch file are still there";
  { const OutputLocks mine({output_}); }
  EXPECT_EQ(folder_.entries(), 0);
}

TEST_F(OutputLock, follows_no_link) {
  const std::string victim = folder_ / "victim";
  std::ofstream(victim) << "text";
  fs::create_symlink(victim, folder_ / ".filled.tif.undercast-lock");
  EXPECT_TRUE(throws_error([&] { OutputLocks({output_}); }, ErrorKind::io, {"cannot lock", "filled.tif"}));
  EXPECT_EQ(read_text_file(victim), "text");
}

TEST_F(OutputLock, removes_only_scratch_files_of_its_output) {
  for (const char* name : {"filled.tif.abcdef.undercast-part", "filled.tif.rank-0.part", "filled.tif.part",
                           "other.tif.abcdef.undercast-part"})
    std::ofstream(folder_ / name) << "text";
  { const OutputLocks mine({output_}); }
  EXPECT_FALSE(fs::exists(folder_ / "filled.tif.abcdef.undercast-part"));
  EXPECT_EQ(folder_.entries(), 3);
}

}  // namespace
}  // namespace undercast
