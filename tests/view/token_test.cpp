// SPDX-License-Identifier: Apache-2.0
#include "view/token.h"

#include <gtest/gtest.h>

#include <set>

namespace undercast {
namespace {

TEST(Token, is_another_one_each_time_of_128_bits) {
  std::set<std::string> tokens;
  for (int i = 0; i < 1000; ++i) tokens.insert(Token().text());
  EXPECT_EQ(tokens.size(), 1000U);
  for (const std::string& token : tokens) {
    EXPECT_EQ(token.size(), 32U);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
}

TEST(Token, is_itself_alone) {
  const Token token;
  EXPECT_TRUE(token.is(token.text()));
  for (std::size_t i = 0; i < token.text().size(); ++i) {
    std::string other = token.text();
    other[i] = other[i] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(token.is(other));
    EXPECT_FALSE(token.is(token.text().substr(0, i)));
  }
  EXPECT_FALSE(token.is(token.text() + "0"));
  EXPECT_FALSE(token.is(token.text() + std::string(1, '\0')));
}

}  // namespace
}  // namespace undercast
