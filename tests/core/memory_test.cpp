// SPDX-License-Identifier: Apache-2.0
#include "core/memory.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

TEST(Memory, sizes_are_read_with_their_unit) {
  EXPECT_EQ(bytes_of("512M"), 512.0 * 1024 * 1024);
  EXPECT_EQ(bytes_of("1.5G"), 1536.0 * 1024 * 1024);
  EXPECT_EQ(bytes_of("2"), bytes_of("2G"));
  EXPECT_EQ(bytes_of("1T"), bytes_of("1024G"));
}

TEST(Memory, what_is_no_size_is_refused) {
  for (const char* text : {"", "G", "two", "2X", "2GB", "-1G", "0", "nan", "inf"}) EXPECT_THROW(bytes_of(text), Error);
}

TEST(Memory, sizes_are_said_rounded_up) {
  EXPECT_EQ(size_text(bytes_of("512M")), "512M");
  EXPECT_EQ(size_text(bytes_of("512M") + 1), "513M");
  EXPECT_EQ(size_text(bytes_of("2G")), "2.0G");
  EXPECT_EQ(size_text(bytes_of("2G") + 1), "2.1G");
}

}  // namespace
}  // namespace undercast
