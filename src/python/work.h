// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/pybind11.h>

#include <filesystem>
#include <optional>
#include <string>
#include <tuple>

#include "core/error.h"
#include "core/parallel.h"
#include "core/run_context.h"

namespace undercast {

/// Names options as arguments: "--max-gap 60" becomes "max_gap 60".
std::string in_words_of_python(const std::string& text);
/// Raises an error as KeyboardInterrupt, OSError, ValueError or RuntimeError, with the remedy.
[[noreturn]] void throw_in_python(const Error& error);

/// While one lives, Ctrl-C asks the work to stop: the interpreter, which waits, cannot see it. Its own
/// handler is called as well. Several threads may each have one. Where SIGINT is ignored it stays so.
class StopOnInterrupt {
 public:
  StopOnInterrupt();
  ~StopOnInterrupt();
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;
};

/// Runs work of the library without the interpreter's lock, and raises its errors.
template <class Work>
auto without_lock(const Work& work) {
  try {
    const StopOnInterrupt stop;
    const pybind11::gil_scoped_release released;
    return work();
  } catch (const Error& error) {
    throw_in_python(error);
  } catch (const std::filesystem::filesystem_error& error) {
    throw_in_python({ErrorKind::io, error.what(), "check the permissions of that path"});
  }
}

/// Calls progress(what, done, total). An exception there ends the work.
class CalledProgress : public Progress {
 public:
  explicit CalledProgress(pybind11::object call) : call_(std::move(call)) {}
  void begin(std::string_view what, long long total) override;
  void advance(long long count, std::string_view note) override;
  /// Throws what a call threw.
  void rethrow();

 private:
  void tell();

  pybind11::object call_;
  std::string what_;
  long long done_ = 0, total_ = 0;
  std::optional<pybind11::error_already_set> thrown_;
};

/// What a call may take of the machine: threads (0: all processors), memory, and its progress
/// (None: none).
using RunArguments = std::tuple<int, std::string, pybind11::object>;

/// Runs work(run) without the interpreter's lock, and raises its errors or what the progress threw.
template <class Work>
auto run_work(const RunArguments& arguments, const Work& work) {
  const auto& [threads, memory, call] = arguments;
  CalledProgress called(call);
  Progress& progress = call.is_none() ? no_progress() : called;
  try {
    auto made = without_lock([&, threads = threads, &memory = memory] {
      return work(RunContext{threads > 0 ? threads : available_threads(), ByteSize(memory), progress});
    });
    called.rethrow();
    return made;
  } catch (const pybind11::error_already_set&) {
    called.rethrow();
    throw;
  }
}

}  // namespace undercast
