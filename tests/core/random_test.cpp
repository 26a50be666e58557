// SPDX-License-Identifier: Apache-2.0
#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <vector>

namespace undercast {
namespace {

struct Moments {
  double mean = 0, variance = 0;
};

template <class Draw>
Moments moments_of(Draw draw, int count = 400000) {
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const double value = draw();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / count;
  return {mean, squares / count - mean * mean};
}

TEST(Random, mix_is_splitmix64) {
  // The published generator's first values from state 0 (Vigna's splitmix64.c).
  EXPECT_EQ(mix(0), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(mix(0x9e3779b97f4a7c15ULL), 0x6e789e6aa1b965f4ULL);
}

TEST(Random, gives_the_same_numbers_on_every_machine) {
  Random random(1);
  EXPECT_EQ(random.next(), 0xbeeb8da1658eec67ULL);
  EXPECT_EQ(random.next(), 0xf893a2eefb32555eULL);
  EXPECT_EQ(hash_of(1, 2, 3), 0xd0734750fde362b3ULL);
  EXPECT_EQ(random.below(1000), 444);
  EXPECT_DOUBLE_EQ(random.normal(), 0.087722468314886351);
  EXPECT_DOUBLE_EQ(random.gamma_mean_one(4), 0.24840947443334044);
}

TEST(Random, the_same_seed_repeats_and_another_does_not) {
  Random a(7), b(7), c(8);
  int alike = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto value = a.next();
    EXPECT_EQ(value, b.next());
    alike += value == c.next();
  }
  EXPECT_EQ(alike, 0);
}

TEST(Random, a_hash_depends_on_each_key_and_their_order) {
  EXPECT_NE(hash_of(1, 2, 3), hash_of(1, 3, 2));
  EXPECT_NE(hash_of(1, 2, 3), hash_of(1, 2));
  EXPECT_NE(hash_of(1, 2, 3), hash_of(2, 2, 3));
  std::set<std::uint64_t> hashes;
  for (int row = 0; row < 200; ++row)
    for (int col = 0; col < 200; ++col) hashes.insert(hash_of(5, row, col));
  EXPECT_EQ(hashes.size(), 40000U) << "neighbouring places have streams of their own";
}

TEST(Random, one_changed_bit_of_a_key_changes_half_of_the_hash) {
  long long changed = 0;
  for (std::uint64_t key = 0; key < 1000; ++key)
    for (int bit = 0; bit < 64; ++bit) changed += std::popcount(mix(key) ^ mix(key ^ (1ULL << bit)));
  EXPECT_NEAR(static_cast<double>(changed) / (1000 * 64), 32, 0.1);
}

TEST(Random, uniform_numbers_are_uniform) {
  Random random(3);
  std::array<int, 10> counts{};
  for (int i = 0; i < 100000; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    ++counts.at(static_cast<std::size_t>(value * 10));
  }
  double chi_squared = 0;
  for (const int count : counts) chi_squared += (count - 10000.0) * (count - 10000.0) / 10000.0;
  EXPECT_LT(chi_squared, 27.9);  // 9 degrees of freedom, one in a thousand
  EXPECT_NEAR(moments_of([&] { return random.uniform(-2, 4); }).mean, 1, 0.01);
}

TEST(Random, hashes_of_neighbouring_places_are_uniform_and_unrelated) {
  double product = 0;
  const auto at = [](int row, int col) { return Random(hash_of(9, row, col)).uniform() - 0.5; };
  for (int row = 0; row < 300; ++row)
    for (int col = 0; col < 300; ++col) product += at(row, col) * at(row, col + 1);
  EXPECT_NEAR(product / 90000 * 12, 0, 0.02) << "correlation";
}

TEST(Random, whole_numbers_reach_both_ends_and_no_further) {
  Random random(4);
  std::set<int> below, between;
  for (int i = 0; i < 1000; ++i) {
    below.insert(random.below(4));
    between.insert(random.between(-1, 1));
  }
  EXPECT_EQ(below, (std::set<int>{0, 1, 2, 3}));
  EXPECT_EQ(between, (std::set<int>{-1, 0, 1}));
}

TEST(Random, chooses_each_item_as_often_as_the_others_and_none_twice) {
  std::array<int, 5> counts{};
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    std::vector<int> items{0, 1, 2, 3, 4};
    Random(seed).choose(items, 2);
    ASSERT_EQ(items.size(), 2U);
    ASSERT_NE(items[0], items[1]);
    for (const int item : items) ++counts.at(static_cast<std::size_t>(item));
  }
  for (const int count : counts) EXPECT_NEAR(count, 8000, 300);
}

TEST(Random, choosing_more_than_there_is_shuffles_and_draws_a_number_an_item) {
  std::vector<int> items{0, 1, 2, 3, 4, 5, 6, 7};
  Random random(8), draws(8);
  random.choose(items, 100);
  for (int i = 0; i < 8; ++i) draws.next();
  EXPECT_EQ(random.next(), draws.next());
  EXPECT_FALSE(std::is_sorted(items.begin(), items.end()));
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(Random, chance_comes_as_often_as_it_says) {
  Random random(5);
  EXPECT_NEAR(moments_of([&] { return random.chance(0.3) ? 1.0 : 0.0; }).mean, 0.3, 0.005);
  EXPECT_FALSE(random.chance(0));
  EXPECT_TRUE(random.chance(1));
}

TEST(Random, normal_numbers_have_mean_0_and_variance_1) {
  Random random(6);
  const Moments moments = moments_of([&] { return random.normal(); });
  EXPECT_NEAR(moments.mean, 0, 0.01);
  EXPECT_NEAR(moments.variance, 1, 0.015);
}

TEST(Random, gamma_numbers_have_mean_1_and_variance_1_over_shape) {
  for (const double shape : {1.0, 1.5, 4.0, 10.0, 50.0}) {
    Random random(static_cast<std::uint64_t>(shape * 10));
    const Moments moments = moments_of([&] {
      const double value = random.gamma_mean_one(shape);
      EXPECT_GT(value, 0);
      return value;
    });
    EXPECT_NEAR(moments.mean, 1, 0.01) << shape;
    EXPECT_NEAR(moments.variance * shape, 1, 0.03) << shape;
  }
}

}  // namespace
}  // namespace undercast
