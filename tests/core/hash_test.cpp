// SPDX-License-Identifier: Apache-2.0
#include "core/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace undercast {
namespace {

TEST(Hash, of_parts_is_the_hash_of_the_whole) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i);
  Hash hash;
  hash.add(text.data(), 7);
  hash.add(text.data() + 7, text.size() - 7);
  EXPECT_EQ(hash.value(), hash_of_bytes(text));
  text[9000] ^= 1;
  EXPECT_NE(hash.value(), hash_of_bytes(text));
}

TEST(Hash, is_xxh3_as_model_and_part_files_hold_it) { EXPECT_EQ(hash_of_bytes(""), 0x2d06800538d394c2U); }

}  // namespace
}  // namespace undercast
