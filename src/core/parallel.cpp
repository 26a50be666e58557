// SPDX-License-Identifier: Apache-2.0
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/progress.h"

namespace undercast {

int available_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

void parallel_for(int items, int threads, const std::function<void(int, int)>& work) {
  std::atomic<int> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&](int worker) {
    try {
      for (int item = next++; item < items; item = next++) {
        stop_if_requested();
        work(item, worker);
      }
    } catch (...) {
      next = items;
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  const int workers = std::clamp(std::min(threads, items), 1, 1024);
  std::vector<std::thread> others;
  for (int worker = 1; worker < workers; ++worker) others.emplace_back(run, worker);
  run(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace undercast
