// SPDX-License-Identifier: Apache-2.0
#include "core/byte_size.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

TEST(ByteSize, sizes_are_read_with_their_unit) {
  EXPECT_EQ(ByteSize("512M").bytes(), 512.0 * 1024 * 1024);
  EXPECT_EQ(ByteSize("1.5G").bytes(), 1536.0 * 1024 * 1024);
  EXPECT_EQ(ByteSize("2").bytes(), ByteSize("2G").bytes());
  EXPECT_EQ(ByteSize("1T").bytes(), ByteSize("1024G").bytes());
}

TEST(ByteSize, what_is_no_size_is_refused) {
  for (const char* text : {"", "G", "two", "2X", "2GB", "-1G", "0", "nan", "inf"}) EXPECT_THROW(ByteSize{text}, Error);
}

TEST(ByteSize, sizes_are_said_rounded_up) {
  EXPECT_EQ(size_text(ByteSize("512M").bytes()), "512M");
  EXPECT_EQ(size_text(ByteSize("512M").bytes() + 1), "513M");
  EXPECT_EQ(size_text(ByteSize("2G").bytes()), "2.0G");
  EXPECT_EQ(size_text(ByteSize("2G").bytes() + 1), "2.1G");
}

}  // namespace
}  // namespace undercast
