// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <functional>
#include <vector>

namespace undercast {

/// Number of processors that this process may use.
int available_threads();

/// Calls `work(item, worker)` for each item in [0, items), dealt one by one to `threads` workers;
/// worker is in [0, threads). After the first exception or a requested stop no more items are
/// dealt, and the exception is rethrown when all workers have ended. If the system refuses a
/// thread, there are fewer workers.
void parallel_for(int items, int threads, const std::function<void(int item, int worker)>& work);
/// As parallel_for, but not interruptible: for one rank's part of a collective operation, where
/// stopping alone would leave the others waiting.
void parallel_for_to_the_end(int items, int threads, const std::function<void(int item, int worker)>& work);

/// Deals the items of a loop one by one. This one deals all of them to this process; a derived one
/// may share them with other processes, or leave out the items that an earlier run has done.
class Dealer {
 public:
  virtual ~Dealer() = default;
  /// Called once, before the loop. Returns the items of [0, items) that are left to do.
  virtual std::vector<int> begin(int items);
  /// The next item that has not been dealt yet, or -1 when all are. For any thread.
  virtual int next();
  /// Called when an item is done, by the thread that worked on it.
  virtual void done(int /*item*/) {}

 private:
  std::atomic<int> next_{0};
  int items_ = 0;
};

/// As parallel_for, with the items of a dealer, after its begin().
void parallel_for(Dealer& dealer, int threads, const std::function<void(int item, int worker)>& work);

}  // namespace undercast
