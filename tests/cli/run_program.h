// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace undercast {

using Arguments = std::vector<std::string>;

/// The bytes of a file; none where there is no file.
std::string content_of(const std::string& path);

/// What a run of the program showed to the world.
struct Outcome {
  int exit_code = 0;  ///< 128 + signal when a signal ended it
  std::string out, err;
  double peak_bytes = 0;  ///< most memory that it held (resident set)
};

/// Runs the program with these arguments, for example run({"info", path}), and waits. Its standard
/// input is empty.
Outcome run(const Arguments& arguments);

/// Runs another program, such as mpirun, with its arguments. `watch` is called with its process and
/// the path of its stderr while it runs.
Outcome run_command(const Arguments& command, const std::function<void(int, const std::string&)>& watch = {});

/// A run that cannot write files of more than `bytes`: what a full disk does, without one.
Outcome run_with_full_disk(const Arguments& arguments, long long bytes);

/// A run that is sent SIGINT (Ctrl-C) as soon as its stderr holds `text`, or `is_time` says so.
Outcome run_and_interrupt(const Arguments& arguments, const std::string& text);
Outcome run_and_interrupt(const Arguments& arguments, const std::function<bool()>& is_time);

/// Whether a run ended with this exit code, and its stderr has these parts.
testing::AssertionResult refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts);

/// A run that is sent SIGKILL as soon as `is_time` says so, if it still runs then.
Outcome run_and_kill(const Arguments& arguments, const std::function<bool()>& is_time);

}  // namespace undercast
