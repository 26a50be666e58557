// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// How often something is tried, and how long the pauses between are: a random share of `pause_s`, which doubles each
/// time.
struct Patience {
  int attempts = 6;
  double pause_s = 2, longest_pause_s = 60;

  /// Sleeps after the n-th failure, n from 1, for `at_least_s` or longer; random, so that workers that failed together
  /// do not come back together. Says why, aloud when it takes seconds. Throws Error(interrupted).
  void pause(int failures, const std::string& why, double at_least_s = 0) const;
};

/// Sleeps. Throws Error(interrupted).
void wait_s(double seconds);

}  // namespace undercast
