// SPDX-License-Identifier: Apache-2.0
#include "net/base64.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(Base64, is_written_and_read) {
  // RFC 4648, section 10.
  for (const auto& [bytes, text] : {std::pair<std::string, std::string>{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foobar", "Zm9vYmFy"},
                                    {"\xfb\xff\xfe", "+//+"}}) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(bytes_of_base64(text), bytes);
  }
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(base64url("f"), "Zg");
  for (const char* no_base64 : {"!", "=", "====", "Zg"}) EXPECT_EQ(bytes_of_base64(no_base64), "") << no_base64;
}

}  // namespace
}  // namespace undercast
