// SPDX-License-Identifier: Apache-2.0
#include "net/patience.h"

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

constexpr double kLong = 2;

// One of many workers that wait for the same server is enough.
bool may_speak() {
  static std::atomic<std::chrono::steady_clock::rep> last{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  auto before = last.load();
  return (before == 0 || now.count() - before > std::chrono::nanoseconds(std::chrono::seconds(2)).count()) &&
         last.compare_exchange_strong(before, now.count());
}

}  // namespace

void Patience::pause(int failures, const std::string& why, double at_least_s) const {
  thread_local std::minstd_rand random(std::random_device{}());
  const double longest = std::min(longest_pause_s, pause_s * std::pow(2, failures - 1));
  const double seconds = std::max(at_least_s, std::uniform_real_distribution(0.0, longest)(random));
  spdlog::log(seconds > kLong && may_speak() ? spdlog::level::info : spdlog::level::debug,
              "{}; attempt {} of {} follows in {:.1f} s", why, failures + 1, attempts, seconds);
  wait_s(seconds);
}

void wait_s(double seconds) {
  for (constexpr double kStep = 0.1; seconds > 0; seconds -= kStep) {
    stop_if_requested();
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(seconds, kStep)));
  }
}

}  // namespace undercast
