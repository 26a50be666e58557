// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/error.h"

namespace undercast {

/// How often something is tried, and the upper limit of the pauses between attempts: `pause_s`
/// after the first failure, doubled after each further failure, up to `longest_pause_s`. One
/// attempt of a request may take `timeout_s`.
struct Patience {
  int attempts = 6;
  double pause_s = 2, longest_pause_s = 60;
  double timeout_s = 900;
};

/// The attempts at one thing. The caller loops until an attempt succeeds, and reports each failure:
///     for (Attempts attempts(patience);;) try {
///         return fetch();
///       } catch (const Error& error) {
///         attempts.failed(error);
///       }
class Attempts {
 public:
  explicit Attempts(const Patience& patience) : patience_(patience) {}

  bool is_last() const { return failures_ + 1 >= patience_.attempts; }

  /// Pauses before the next attempt: for a random time, so that workers that failed together do not
  /// come back together, and at least for `at_least_s` seconds. Logs the reason, visibly when the
  /// pause takes seconds. Throws `error` after the last attempt, with the number of attempts, or at
  /// once when it is not remote. Throws Error(interrupted).
  void failed(const Error& error, double at_least_s = 0);

 private:
  Patience patience_;
  int failures_ = 0;
};

/// Sleeps. Throws Error(interrupted).
void wait_s(double seconds);

}  // namespace undercast
