// SPDX-License-Identifier: Apache-2.0
#include "ranks/processors.h"

#include <gtest/gtest.h>

#include <thread>

namespace undercast {
namespace {

TEST(Processors, are_shared_by_the_ranks_that_may_run_on_them) {
  const std::vector<int> all{0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(share_of({{"a", all}}, 0), 8);
  EXPECT_EQ(share_of({{"a", all}, {"a", all}}, 1), 4);
  EXPECT_EQ(share_of({{"a", all}, {"a", all}, {"a", all}}, 0), 2);
  EXPECT_EQ(share_of({{"a", all}, {"b", all}}, 0), 8) << "processors of another machine are others";
}

TEST(Processors, that_a_rank_is_bound_to_are_its_own) {
  EXPECT_EQ(share_of({{"a", {0, 1, 2}}, {"a", {3, 4, 5}}}, 1), 3);
  EXPECT_EQ(share_of({{"a", {0, 1, 2, 3}}, {"a", {2, 3, 4, 5}}}, 0), 3) << "two of its own, two halves";
}

TEST(Processors, are_at_least_one_for_each_rank) {
  EXPECT_EQ(share_of({{"a", {5}}, {"a", {5}}, {"a", {5}}}, 2), 1);
  EXPECT_EQ(share_of({{"a", {}}}, 0), 1);
}

TEST(Processors, of_a_machine_are_those_of_all_its_ranks) {
  const std::vector<Processors> ranks{{"a", {0}}, {"b", {7}}, {"a", {1, 2}}};
  EXPECT_EQ(machine_of(ranks, 2), (std::vector<int>{0, 1, 2}));
}

TEST(Processors, survive_as_text) {
  const Processors own = own_processors(), again = processors_from(to_text(own));
  EXPECT_FALSE(own.numbers.empty());
  EXPECT_EQ(again.host, own.host);
  EXPECT_EQ(again.numbers, own.numbers);
}

TEST(Processors, can_be_given_to_a_thread) {
  std::thread([] {
    const int first = own_processors().numbers.front();
    run_on({first});
    EXPECT_EQ(own_processors().numbers, std::vector<int>{first});
  }).join();
}

}  // namespace
}  // namespace undercast
