// SPDX-License-Identifier: Apache-2.0
#include "core/build_identity.h"

#include <gtest/gtest.h>

#include "core/version.h"

namespace undercast {
namespace {

TEST(BuildIdentity, names_version_build_and_kind_of_processor) {
  const std::string identity = build_identity();
  EXPECT_TRUE(identity.starts_with(std::string(kVersion) + " (build ")) << identity;
#ifdef __x86_64__
  const auto says = [&](const char* word) { return identity.find(word) != std::string::npos; };
  EXPECT_EQ(says(" AVX2"), __builtin_cpu_supports("avx2") != 0) << identity;
  EXPECT_EQ(says(" AVX512F"), __builtin_cpu_supports("avx512f") != 0) << identity;
#endif
}

}  // namespace
}  // namespace undercast
