// SPDX-License-Identifier: Apache-2.0
#include "view/stack_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace undercast {
namespace {

std::vector<std::uint8_t> of_size(std::size_t bytes) { return std::vector<std::uint8_t>(bytes, 7); }

TEST(StackCache, makes_a_stack_once_and_drops_what_was_used_longest_ago) {
  StackCache cache(250, 2);
  int made = 0;
  const auto get = [&](const std::string& key) { return cache.get(key, [&] { return ++made, of_size(100); }); };
  get("a"), get("b"), get("a");
  EXPECT_EQ(made, 2);
  get("c");  // "b" is dropped
  EXPECT_EQ(cache.bytes(), 200U);
  get("a");
  EXPECT_EQ(made, 3);
  get("b");
  EXPECT_EQ(made, 4);
}

TEST(StackCache, hands_out_what_is_larger_than_all_of_it) {
  StackCache cache(10, 1);
  EXPECT_EQ(cache.get("a", [] { return of_size(100); })->size(), 100U);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(StackCache, makes_once_what_many_ask_for_at_once) {
  StackCache cache(1000, 2);
  std::atomic<int> made = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 16; ++i)
    clients.emplace_back([&] {
      const auto stack = cache.get("a", [&] {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return of_size(10);
      });
      EXPECT_EQ(stack->size(), 10U);
    });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(made, 1);
}

TEST(StackCache, forgets_a_failure) {
  StackCache cache(1000, 1);
  EXPECT_THROW(cache.get("a", []() -> std::vector<std::uint8_t> { throw std::runtime_error("gone"); }),
               std::runtime_error);
  EXPECT_EQ(cache.get("a", [] { return of_size(3); })->size(), 3U);
}

}  // namespace
}  // namespace undercast
