// SPDX-License-Identifier: Apache-2.0
#include "fill/block_size.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/expect_error.h"
#include "small_cube.h"

namespace undercast {
namespace {

FillerTraits demanding(MemoryNeed memory, int halo_px = 0) {
  return {.name = "demanding", .halo_px = halo_px, .concurrent = halo_px == 0, .memory = memory};
}

constexpr double kMiB = 1 << 20;

TEST(BlockSize, falls_with_the_memory_and_with_the_threads) {
  const CubeLayout layout = small_layout(4096, 4096, 46, 46);
  const FillerTraits filler = demanding({0, 16});
  EXPECT_EQ(block_size(layout, filler, 2, 8192 * kMiB, 0), 256);
  int last = 256;
  for (const double memory : {800.0, 600.0, 500.0, 400.0}) {
    const int side = block_size(layout, filler, 2, memory * kMiB, 0);
    EXPECT_LE(side, last) << memory;
    last = side;
  }
  EXPECT_LT(last, 256);
  EXPECT_LT(block_size(layout, filler, 16, 800 * kMiB, 0), block_size(layout, filler, 1, 800 * kMiB, 0));
}

TEST(BlockSize, is_larger_for_a_filler_that_looks_around_with_threads_of_its_own) {
  const CubeLayout layout = small_layout(4096, 4096, 46, 46);
  EXPECT_EQ(block_size(layout, demanding({0, 16}, 20), 1, 8192 * kMiB, 0), 512);
}

TEST(BlockSize, reckons_with_a_block_that_waits_beside_the_one_worked_on) {
  const FillerTraits one_by_one = demanding({0, 16}, 20), side_by_side = demanding({0, 16});
  EXPECT_EQ(blocks_held(side_by_side, 8), 8);
  EXPECT_EQ(blocks_held(one_by_one, 8), 2);
  EXPECT_EQ(blocks_held(one_by_one, 1), 1);
  const CubeLayout layout = small_layout(4096, 4096, 46, 46);
  EXPECT_LT(block_size(layout, one_by_one, 2, 1200 * kMiB, 0), block_size(layout, one_by_one, 1, 1200 * kMiB, 0));
}

TEST(BlockSize, counts_what_the_filler_and_the_cache_hold) {
  const CubeLayout layout = small_layout(4096, 4096, 46, 46);
  EXPECT_LT(block_size(layout, demanding({600 * kMiB, 16}), 1, 1000 * kMiB, 192 * kMiB),
            block_size(layout, demanding({0, 16}), 1, 1000 * kMiB, 0));
}

TEST(BlockSize, says_how_much_is_needed_where_even_small_blocks_do_not_fit) {
  const CubeLayout layout = small_layout(4096, 4096, 46, 46);
  try {
    block_size(layout, demanding({600 * kMiB, 16}), 1, 500 * kMiB, 50 * kMiB);
    FAIL() << "should have been refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("--memory 500M is too small: demanding needs 8"), std::string::npos)
        << error.what();
  }
}

TEST(BlockSize, many_dates_need_more_memory) {
  EXPECT_NO_THROW(require_memory_for_dates(46, 512 << 20));
  EXPECT_NO_THROW(require_memory_for_dates(365, 1 << 30));
  EXPECT_TRUE(throws_error([] { require_memory_for_dates(365, 600 << 20); }, ErrorKind::usage,
                           {"--memory 600M", "365 dates", "fewer --dates"}));
}

}  // namespace
}  // namespace undercast
