// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <vector>

namespace undercast {

/// Processors that this process may use.
int available_threads();

/// Calls `work(item, worker)` for each item in [0, items), dealt one by one to `threads` workers; worker is in [0,
/// threads). Stops dealing after the first exception or a requested stop, and rethrows it when all workers have ended.
/// Where the system refuses a thread there are fewer workers.
void parallel_for(int items, int threads, const std::function<void(int item, int worker)>& work);
/// The same, but a requested stop has to wait: for a part of what several processes do together.
void parallel_for_to_the_end(int items, int threads, const std::function<void(int item, int worker)>& work);

/// Deals the items of a loop one by one. This one deals all of them to this process; others share them with further
/// processes, or leave out what an earlier run has done.
class Dealer {
 public:
  virtual ~Dealer() = default;
  /// Called once, before the loop. Returns the items of [0, items) that are left to do.
  virtual std::vector<int> begin(int items);
  /// An item that nobody has had yet, or -1 when all are dealt. For any thread.
  virtual int next();
  /// An item is done; called by the thread that worked on it.
  virtual void done(int /*item*/) {}

 private:
  std::atomic<int> next_{0};
  int items_ = 0;
};

/// The same for a dealer's items, after its begin().
void parallel_for(Dealer& dealer, int threads, const std::function<void(int item, int worker)>& work);

}  // namespace undercast
