// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <string>

namespace undercast::cli {

std::string duration_text(double seconds) {
  const long long whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

namespace {

using Clock = std::chrono::steady_clock;

class StderrProgress : public Progress {
 public:
  void begin(std::string_view what, long long total) override {
    const std::lock_guard lock(mutex_);
    what_ = what;
    note_.clear();
    total_ = total;
    done_ = 0;
    started_ = last_ = Clock::now();
    if (!terminal_) print(what_ + " ...");
  }

  void advance(long long count, std::string_view note) override {
    const std::lock_guard lock(mutex_);
    done_ += count;
    if (!note.empty()) note_ = note;
    const auto now = Clock::now();
    if (now - last_ < (terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10000))) return;
    last_ = now;
    const double elapsed = seconds(now);
    const double left = done_ > 0 ? elapsed * static_cast<double>(total_ - done_) / static_cast<double>(done_) : 0;
    print(fmt::format("{}: {:.0f} %, {} left{}{}", what_,
                      total_ > 0 ? 100.0 * static_cast<double>(done_) / static_cast<double>(total_) : 0.0,
                      duration_text(left), note_.empty() ? "" : ", ", note_));
  }

  void end() override {
    const std::lock_guard lock(mutex_);
    print(fmt::format("{}: done in {}{}{}", what_, duration_text(seconds(Clock::now())), note_.empty() ? "" : ", ",
                      note_));
    if (terminal_) std::fputc('\n', stderr);
  }

 private:
  double seconds(Clock::time_point now) const { return std::chrono::duration<double>(now - started_).count(); }
  void print(const std::string& line) const {
    // A closed terminal does not end the work: failures to print are passed over.
    const std::string text = terminal_ ? "\r\x1b[2K" + line : line + "\n";
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
  }

  const bool terminal_ = ::isatty(STDERR_FILENO) != 0;
  std::mutex mutex_;
  std::string what_, note_;
  long long total_ = 0, done_ = 0;
  Clock::time_point started_, last_;
};

}  // namespace

std::unique_ptr<Progress> make_progress(bool quiet) {
  if (quiet) return std::make_unique<Progress>();
  return std::make_unique<StderrProgress>();
}

}  // namespace undercast::cli
