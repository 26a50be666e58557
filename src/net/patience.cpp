// SPDX-License-Identifier: Apache-2.0
#include "net/patience.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>

#include "core/progress.h"

namespace undercast {
namespace {

constexpr double kNoticeable_s = 2;

// Many workers may wait for the same server: one message in two seconds is enough.
bool may_log() {
  static std::atomic<std::chrono::steady_clock::rep> last{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  auto before = last.load();
  return (before == 0 || now.count() - before > std::chrono::nanoseconds(std::chrono::seconds(2)).count()) &&
         last.compare_exchange_strong(before, now.count());
}

}  // namespace

void Attempts::failed(const Error& error, double at_least_s) {
  if (error.kind() != ErrorKind::remote) throw error;
  ++failures_;
  if (failures_ >= patience_.attempts) {
    if (failures_ == 1) throw error;
    throw Error(ErrorKind::remote, fmt::format("{} (tried {} times)", error.what(), failures_), error.hint());
  }
  thread_local std::minstd_rand random(std::random_device{}());
  const double longest_s = std::min(patience_.longest_pause_s, patience_.pause_s * std::pow(2, failures_ - 1));
  const double seconds = std::max(at_least_s, std::uniform_real_distribution(0.0, longest_s)(random));
  spdlog::log(seconds > kNoticeable_s && may_log() ? spdlog::level::info : spdlog::level::debug,
              "{}; attempt {} of {} follows in {:.1f} s", error.what(), failures_ + 1, patience_.attempts, seconds);
  wait_s(seconds);
}

void wait_s(double seconds) {
  for (constexpr double kStep = 0.1; seconds > 0; seconds -= kStep) {
    stop_if_requested();
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(seconds, kStep)));
  }
}

}  // namespace undercast
