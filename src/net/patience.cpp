// SPDX-License-Identifier: Apache-2.0
#include "net/patience.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>

#include "core/progress.h"

namespace undercast {

void Patience::pause(int failures, double at_least_s) const {
  thread_local std::minstd_rand random(std::random_device{}());
  const double longest = std::min(longest_pause_s, pause_s * std::pow(2, failures - 1));
  double left_s = std::max(at_least_s, std::uniform_real_distribution(0.0, longest)(random));
  for (constexpr double kStep = 0.1; left_s > 0; left_s -= kStep) {
    stop_if_requested();
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left_s, kStep)));
  }
}

}  // namespace undercast
