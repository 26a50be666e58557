// SPDX-License-Identifier: Apache-2.0
#include "fields/given_fields.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(GivenFields, options_of_fields_need_fields) {
  GivenFields options;
  EXPECT_NO_THROW(check(options));
  options.id = "parcel";
  EXPECT_TRUE(throws_error([&] { check(options); }, ErrorKind::usage, {"--id", "--fields is not given"}));
  options = {};
  options.buffer_m = -10;
  EXPECT_TRUE(throws_error([&] { check(options); }, ErrorKind::usage, {"--buffer", "--fields is not given"}));
  options.outlines = "parcels.gpkg";
  EXPECT_NO_THROW(check(options));
}

}  // namespace
}  // namespace undercast
