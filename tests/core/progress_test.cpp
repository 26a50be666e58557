// SPDX-License-Identifier: Apache-2.0
#include "core/progress.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>

#include "core/error.h"
#include "core/parallel.h"

namespace undercast {
namespace {

// A stop cannot be taken back, so each test of it runs in a process of its own.
TEST(ProgressDeathTest, a_requested_stop_interrupts_running_work_at_its_next_item) {
  const auto work = [] {
    std::atomic<int> done{0};
    try {
      parallel_for(100000, 2, [&](int item, int) {
        if (item == 10) request_stop();
        ++done;
      });
    } catch (const Error& error) {
      std::exit(error.kind() == ErrorKind::interrupted && done >= 1 && done < 99999 ? 7 : 1);
    }
    std::exit(2);
  };
  EXPECT_EXIT(work(), testing::ExitedWithCode(7), "");
}

TEST(ProgressDeathTest, nothing_is_interrupted_before_a_stop_is_requested) {
  EXPECT_FALSE(stop_requested());
  EXPECT_NO_THROW(stop_if_requested());
  const auto stop = [] {
    request_stop();
    std::exit(stop_requested() ? 7 : 1);
  };
  EXPECT_EXIT(stop(), testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace undercast
