// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <mutex>

namespace undercast {

/// How many requests a server answers at once. A sequential client has one, and its speed is made of the latency: by so
/// many times a client is faster.
class InFlight {
 public:
  /// A request, from its coming to its answer.
  class Request {
   public:
    explicit Request(InFlight& all) : all_(all) { all_.change(1); }
    ~Request() { all_.change(-1); }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

   private:
    InFlight& all_;
  };

  int most() const {
    const std::lock_guard lock(mutex_);
    return most_;
  }
  /// On average over the time in which there was any.
  double mean() const {
    const std::lock_guard lock(mutex_);
    return sum_s_ / any_s_;
  }

 private:
  void change(int by) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now_ > 0) {
      const std::chrono::duration<double> seconds = now - last_change_;
      sum_s_ += now_ * seconds.count();
      any_s_ += seconds.count();
    }
    last_change_ = now;
    now_ += by;
    most_ = std::max(most_, now_);
  }

  mutable std::mutex mutex_;
  int now_ = 0, most_ = 0;
  double sum_s_ = 0, any_s_ = 0;
  std::chrono::steady_clock::time_point last_change_;
};

}  // namespace undercast
