// SPDX-License-Identifier: Apache-2.0
#include "io/output_lock.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "core/early_end.h"
#include "core/error.h"
#include "io/atomic_file.h"
#include "io/object_store.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

constexpr mode_t kForAll = 0666;  // less the umask

std::string lock_path(const std::string& output) {
  const fs::path path(working_place(output));
  return (path.parent_path() / fmt::format(".{}.undercast-lock", path.filename().string())).string();
}

std::string host_name() {
  char host[256] = "";
  return ::gethostname(host, sizeof host - 1) == 0 ? host : "";
}

// The job of Slurm that this process belongs to; 0: none.
struct SlurmJob {
  long long number = 0;
  int restarts = 0;
};

constexpr const char* kSlurmWords = " in Slurm job ";

SlurmJob slurm_job() {
  const char *number = std::getenv("SLURM_JOB_ID"), *restarts = std::getenv("SLURM_RESTART_COUNT");
  return {number == nullptr ? 0 : std::atoll(number), restarts == nullptr ? 0 : std::atoi(restarts)};
}

std::string holder() {
  const SlurmJob job = slurm_job();
  return fmt::format("process {} on {} since {:%Y-%m-%d %H:%M:%S}{}", ::getpid(), host_name(),
                     fmt::localtime(std::time(nullptr)),
                     job.number == 0 ? "" : fmt::format("{}{}, start {}", kSlurmWords, job.number, job.restarts + 1));
}

// Whether a lock file is of an earlier start of this very job, which Slurm has ended everywhere.
bool is_of_earlier_start(const std::string& text) {
  const std::size_t at = text.find(kSlurmWords);
  SlurmJob holder;
  const SlurmJob own = slurm_job();
  return at != std::string::npos && own.number != 0 &&
         std::sscanf(text.c_str() + at, " in Slurm job %lld, start %d", &holder.number, &holder.restarts) == 2 &&
         holder.number == own.number && holder.restarts < own.restarts + 1;
}

[[noreturn]] void refuse(const std::string& output, const std::string& lock, bool outlives) {
  std::string by = "another run";
  try {
    if (const std::string named = read_text_file(lock); !named.empty()) by = named;
  } catch (const Error&) {
    // Its run has just ended, or the file is of another user.
  }
  throw Error(ErrorKind::usage, fmt::format("{} is being written by {}", output, by),
              outlives ? fmt::format("wait for it, or name another output; remove {} if that process has ended", lock)
                       : "wait for it, or name another output");
}

// Whether a lock file still lies under its name: the run that held it removes it at its end.
bool lies_at(int file, const std::string& path) {
  struct stat opened {
  }, named{};
  return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

// Whether the run that made a lock file is known to have ended: it was of this machine, and its
// process is gone, or of an earlier start of this job.
bool has_ended(const std::string& path) {
  std::string text;
  try {
    text = read_text_file(path);
  } catch (const Error&) {
    return false;
  }
  if (is_of_earlier_start(text)) return true;
  int process = 0;
  char host[256] = "";
  return std::sscanf(text.c_str(), "process %d on %255s since", &process, host) == 2 && host == host_name() &&
         ::kill(process, 0) != 0 && errno == ESRCH;
}

int named(int file) {
  const std::string text = holder();
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, text.data(), text.size(), 0) < 0) {
    // The lock needs no name; the name is for people.
  }
  return file;
}

// Opens a lock file and says whether it is new. Returns -1 when it was removed meanwhile.
int open_lock(const std::string& output, const std::string& path, bool& is_new) {
  int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kForAll);
  is_new = file >= 0;
  const bool is_there = file < 0 && errno == EEXIST;
  if (is_there) file = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0 && !(is_there && errno == ENOENT))
    throw Error(ErrorKind::io, fmt::format("cannot lock {} with {}: {}", output, path, std::strerror(errno)),
                "check the permissions of the folder and of that file, or name another output");
  return file;
}

// Returns the descriptor of the lock.
int lock(const std::string& output, const std::string& path) {
  for (;;) {
    bool is_new = false;
    const int file = open_lock(output, path, is_new);
    if (file < 0) continue;
    const bool is_locked = ::flock(file, LOCK_EX | LOCK_NB) == 0;
    const bool has_no_locks = !is_locked && (errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP);
    // Where the file system has no locks, the file that this run made is its lock.
    if (is_locked ? lies_at(file, path) : has_no_locks && is_new) return named(file);
    ::close(file);
    if (has_no_locks && has_ended(path))
      ::unlink(path.c_str());
    else if (!is_locked)
      refuse(output, path, has_no_locks);
  }
}

}  // namespace

OutputLocks::OutputLocks(const std::vector<std::string>& outputs) {
  try {
    for (const std::string& output : outputs) {
      const std::string path = lock_path(output);
      locks_.push_back({path, lock(output, path)});
      remove_on_early_end(path);
      remove_scratch_files(output);
    }
  } catch (...) {
    release();
    throw;
  }
}

OutputLocks::~OutputLocks() { release(); }

void OutputLocks::release() {
  for (const auto& [path, file] : locks_) {
    ::unlink(path.c_str());
    forget_on_early_end(path);
    ::close(file);
  }
  locks_.clear();
}

}  // namespace undercast
