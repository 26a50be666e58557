// SPDX-License-Identifier: Apache-2.0
#include "core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/progress.h"

namespace undercast {
namespace {

TEST(ParallelFor, does_every_item_once) {
  for (const int threads : {1, 2, 8, 100})
    for (const int items : {0, 1, 7, 1000}) {
      std::vector<std::atomic<int>> visits(static_cast<std::size_t>(items));
      parallel_for(items, threads, [&](int item, int worker) {
        ASSERT_GE(worker, 0);
        ASSERT_LT(worker, threads);
        ++visits.at(static_cast<std::size_t>(item));
      });
      for (const auto& count : visits) ASSERT_EQ(count, 1);
    }
}

TEST(ParallelFor, one_worker_is_never_in_two_threads_at_once) {
  std::vector<std::atomic<int>> busy(4);
  std::atomic<int> clashes{0};
  parallel_for(500, 4, [&](int, int worker) {
    auto& mine = busy.at(static_cast<std::size_t>(worker));
    if (mine++ != 0) ++clashes;
    std::this_thread::yield();
    --mine;
  });
  EXPECT_EQ(clashes, 0);
}

TEST(ParallelFor, one_thread_works_in_order_in_the_caller) {
  std::vector<int> order;
  const auto caller = std::this_thread::get_id();
  parallel_for(20, 1, [&](int item, int) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    order.push_back(item);
  });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(order.at(static_cast<std::size_t>(i)), i);
}

TEST(ParallelFor, an_exception_is_thrown_again_after_all_workers_ended_and_ends_the_dealing) {
  for (const int threads : {1, 4}) {
    std::atomic<int> running{0}, done{0};
    try {
      parallel_for(100000, threads, [&](int item, int) {
        ++running;
        if (item == 10) {
          --running;
          throw std::runtime_error("item 10");
        }
        ++done;
        --running;
        std::this_thread::yield();
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "item 10");
    }
    EXPECT_EQ(running, 0);
    EXPECT_LT(done, 99999);
  }
}

TEST(ParallelFor, knows_at_least_one_processor) { EXPECT_GE(available_threads(), 1); }

TEST(ParallelFor, to_the_end_lets_a_stop_wait) {
  request_stop();
  std::atomic<int> done{0};
  parallel_for_to_the_end(10, 2, [&](int, int) { ++done; });
  EXPECT_EQ(done, 10);
  EXPECT_THROW(parallel_for(10, 2, [&](int, int) { ++done; }), Error);
  clear_stop_request();
}

}  // namespace
}  // namespace undercast
