// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace undercast {

/// Counts the requests that a server has at once. It can hold them back until there are enough, so
/// that their number does not depend on a clock.
class InFlight {
 public:
  /// Lives from the arrival of a request to its answer.
  class Request {
   public:
    explicit Request(InFlight& all) : all_(all) { all_.come(); }
    ~Request() { all_.leave(); }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;

   private:
    InFlight& all_;
  };

  /// Holds the first requests back until there are `count` at once, or for 20 seconds.
  void gather(int count) { awaited_ = count; }

  int most() const {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  void come() {
    std::unique_lock lock(mutex_);
    most_ = std::max(most_, ++now_);
    if (!arrived_.wait_for(lock, std::chrono::seconds(20), [this] { return most_ >= awaited_; })) awaited_ = 0;
    arrived_.notify_all();
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    --now_;
  }

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  int now_ = 0, most_ = 0, awaited_ = 0;
};

}  // namespace undercast
