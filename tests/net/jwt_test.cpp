// SPDX-License-Identifier: Apache-2.0
// The stand-in for Google in tests/earth_engine verifies signatures.
#include "net/jwt.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

TEST(SignedJwt, refuses_a_key_without_showing_it) {
  try {
    signed_jwt("{}", "id", "-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----\n");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_EQ(std::string(error.what()).find("nothing"), std::string::npos);
  }
}

}  // namespace
}  // namespace undercast
