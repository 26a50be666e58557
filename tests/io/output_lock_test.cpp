// SPDX-License-Identifier: Apache-2.0
#include "io/output_lock.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

// What flock() fails with, as on a file system without locks; 0: it works.
int flock_error = 0;

}  // namespace
}  // namespace undercast

// It takes the place of the C library's function in this program.
extern "C" int flock(int file, int operation) noexcept {
  if (undercast::flock_error == 0) return static_cast<int>(::syscall(SYS_flock, file, operation));
  errno = undercast::flock_error;
  return -1;
}

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

// As on Lustre that is mounted without flock.
class WithoutLocks : public OutputLock, public testing::WithParamInterface<int> {
 protected:
  WithoutLocks() { flock_error = GetParam(); }
  ~WithoutLocks() override { flock_error = 0; }

  // What a run leaves that was killed on another machine.
  void leave_lock(const std::string& more) const {
    std::ofstream(lock_) << "process 1 on another-machine since 2026-01-01 00:00:00" << more;
  }

  const std::string lock_ = folder_ / ".filled.tif.undercast-lock";
};

INSTANTIATE_TEST_SUITE_P(Errors, WithoutLocks, testing::Values(ENOLCK, ENOSYS, EOPNOTSUPP));

TEST_P(WithoutLocks, an_output_is_no_other_runs_and_the_file_is_the_lock) {
  {
    const OutputLocks mine({output_});
    EXPECT_TRUE(throws_error([&] { OutputLocks({output_}); }, ErrorKind::usage,
                             {"filled.tif is being written by process " + std::to_string(::getpid())}));
  }
  EXPECT_EQ(folder_.entries(), 0);
  EXPECT_NO_THROW(OutputLocks({output_}));
}

TEST_P(WithoutLocks, a_killed_process_of_this_machine_holds_nothing) {
  const pid_t child = ::fork();
  if (child == 0) {
    new OutputLocks({output_});
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(fs::exists(lock_));
  { const OutputLocks mine({output_}); }
  EXPECT_EQ(folder_.entries(), 0);
}

TEST_P(WithoutLocks, a_run_of_another_machine_may_hold_it_and_the_error_says_what_to_remove) {
  leave_lock("");
  EXPECT_TRUE(throws_error([&] { OutputLocks({output_}); }, ErrorKind::usage,
                           {"process 1 on another-machine", "remove " + lock_ + " if that process has ended"}));
}

TEST_P(WithoutLocks, a_requeued_slurm_job_takes_over_what_its_earlier_start_held) {
  ::setenv("SLURM_JOB_ID", "71", 1);
  ::setenv("SLURM_RESTART_COUNT", "1", 1);
  leave_lock(" in Slurm job 71, start 1");
  EXPECT_NO_THROW(OutputLocks({output_}));
  for (const char* held : {" in Slurm job 71, start 2", " in Slurm job 7, start 1"}) {
    leave_lock(held);
    EXPECT_THROW(OutputLocks({output_}), Error) << held;
  }
  ::unsetenv("SLURM_JOB_ID");
  ::unsetenv("SLURM_RESTART_COUNT");
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
