// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <unordered_map>
#include <vector>

namespace undercast {

/// Keeps bytes by key and drops those used longest ago first. It serves any number of threads: what
/// several ask for at once is made once, and at most `makers` stacks are made at a time.
class StackCache {
 public:
  using Stack = std::shared_ptr<const std::vector<std::uint8_t>>;

  StackCache(std::size_t most_bytes, int makers) : most_bytes_(most_bytes), makers_(makers) {}

  /// Returns what is kept under the key, or else keeps what `make` returns. Throws what `make`
  /// throws, and keeps nothing then.
  Stack get(const std::string& key, const std::function<std::vector<std::uint8_t>()>& make);
  std::size_t bytes() const;

 private:
  struct Entry {
    std::shared_future<Stack> stack;
    std::size_t bytes = 0;  ///< 0 while it is made
    std::list<std::string>::iterator place;
  };
  void drop_oldest();

  const std::size_t most_bytes_;
  std::counting_semaphore<> makers_;
  mutable std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<std::string> by_use_;  ///< latest first
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace undercast
