// SPDX-License-Identifier: Apache-2.0
#include "cli/run_program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>

#include "core/temporary_folder.h"

namespace undercast {
namespace {

constexpr long long kNoLimit = -1;

// The limit holds for the files of stdout and stderr too: a few kilobytes of messages must stay
// below it.
[[noreturn]] void become_program(std::vector<char*>& arguments, const std::string& out, const std::string& err,
                                 long long file_limit) {
  const auto redirect = [](const char* path, int flags, int to) {
    const int file = ::open(path, flags, 0600);
    if (file < 0 || ::dup2(file, to) < 0) ::_exit(126);
    ::close(file);
  };
  redirect("/dev/null", O_RDONLY, STDIN_FILENO);
  redirect(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  redirect(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  if (file_limit != kNoLimit) {
    // Ignored, the signal leaves the failed write to the program: EFBIG, as ENOSPC would be.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{static_cast<rlim_t>(file_limit), static_cast<rlim_t>(file_limit)};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

// `watch` sees the child and the path of its stderr while it runs.
Outcome run_limited(std::vector<std::string> copies, long long file_limit,
                    const std::function<void(pid_t, const std::string&)>& watch = {}) {
  const TemporaryFolder folder;
  const std::string out = folder / "out", err = folder / "err";
  std::vector<char*> pointers;
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) become_program(pointers, out, err, file_limit);
  if (watch) watch(child, err);
  int status = 0;
  rusage usage{};
  if (::wait4(child, &status, 0, &usage) != child) throw std::runtime_error("wait4 failed");
  Outcome outcome;
  outcome.peak_bytes = 1024.0 * static_cast<double>(usage.ru_maxrss);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = content_of(out);
  outcome.err = content_of(err);
  return outcome;
}

// Sends a process a signal as soon as it is time. A process that has ended before gets no signal.
void signal_when(pid_t process, int signal, const std::function<bool()>& is_time) {
  siginfo_t ended{};
  while (!is_time()) {
    if (::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid == process)
      return;
    ::usleep(2000);
  }
  ::kill(process, signal);
}

Arguments with_program(const Arguments& arguments) {
  Arguments line{UNDERCAST_PROGRAM};
  line.insert(line.end(), arguments.begin(), arguments.end());
  return line;
}

}  // namespace

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Outcome run_command(const Arguments& command, const std::function<void(int, const std::string&)>& watch) {
  return run_limited(command, kNoLimit, watch);
}

Outcome run(const std::vector<std::string>& arguments) { return run_limited(with_program(arguments), kNoLimit); }

Outcome run_with_full_disk(const std::vector<std::string>& arguments, long long bytes) {
  return run_limited(with_program(arguments), bytes);
}

Outcome run_and_interrupt(const Arguments& arguments, const std::string& text) {
  return run_limited(with_program(arguments), kNoLimit, [&](pid_t child, const std::string& err) {
    signal_when(child, SIGINT, [&] { return content_of(err).find(text) != std::string::npos; });
  });
}

Outcome run_and_interrupt(const Arguments& arguments, const std::function<bool()>& is_time) {
  return run_limited(with_program(arguments), kNoLimit,
                     [&](pid_t child, const std::string&) { signal_when(child, SIGINT, is_time); });
}

testing::AssertionResult refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts) {
  if (outcome.exit_code != exit_code)
    return testing::AssertionFailure() << "exit code " << outcome.exit_code << ": " << outcome.err;
  for (const std::string& part : parts)
    if (outcome.err.find(part) == std::string::npos)
      return testing::AssertionFailure() << "'" << part << "' is not in: " << outcome.err;
  return testing::AssertionSuccess();
}

Outcome run_and_kill(const Arguments& arguments, const std::function<bool()>& is_time) {
  return run_limited(with_program(arguments), kNoLimit,
                     [&](pid_t child, const std::string&) { signal_when(child, SIGKILL, is_time); });
}

}  // namespace undercast
