// SPDX-License-Identifier: Apache-2.0
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "core/progress.h"

namespace undercast {

int available_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

std::vector<int> Dealer::begin(int items) {
  items_ = items;
  next_ = 0;
  std::vector<int> all(static_cast<std::size_t>(items));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

int Dealer::next() {
  const int item = next_++;
  return item < items_ ? item : -1;
}

namespace {

void run_parallel(Dealer& dealer, int threads, bool may_stop, const std::function<void(int, int)>& work) {
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&](int worker) {
    try {
      while (!failed) {
        const int item = dealer.next();
        if (item < 0) return;
        if (may_stop) stop_if_requested();
        work(item, worker);
        dealer.done(item);
      }
    } catch (...) {
      failed = true;
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  const int workers = std::clamp(threads, 1, 1024);
  std::vector<std::jthread> others;
  try {
    for (int worker = 1; worker < workers; ++worker) others.emplace_back(run, worker);
  } catch (const std::exception&) {
    // The system has no more threads, or no memory for them: those that have started do the work.
  }
  run(0);
  others.clear();  // waits for them
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

void parallel_for(int items, int threads, const std::function<void(int, int)>& work) {
  Dealer dealer;
  dealer.begin(items);
  run_parallel(dealer, std::min(threads, items), true, work);
}

void parallel_for_to_the_end(int items, int threads, const std::function<void(int, int)>& work) {
  Dealer dealer;
  dealer.begin(items);
  run_parallel(dealer, std::min(threads, items), false, work);
}

void parallel_for(Dealer& dealer, int threads, const std::function<void(int, int)>& work) {
  run_parallel(dealer, threads, true, work);
}

}  // namespace undercast
