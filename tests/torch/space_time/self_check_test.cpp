// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/self_check.h"

#include <gtest/gtest.h>

#include <limits>

#include "torch/base/device.h"

namespace undercast {
namespace {

TEST(SelfCheck, finds_this_processor_good_in_each_precision_and_tells_them_apart) {
  const std::vector<ArithmeticCheck> checks = check_arithmetic(2);
  ASSERT_GE(checks.size(), has_native_bf16() ? 2U : 1U);
  for (const ArithmeticCheck& check : checks) {
    EXPECT_TRUE(check.passed()) << check.device << ' ' << check.precision << ' ' << check.answers << ' '
                                << check.gradients;
    EXPECT_GT(check.answers, 0) << "nothing but double precision is exact";
    EXPECT_GT(check.filled, 0);
    EXPECT_GT(check.trained_per_second, 0);
    EXPECT_GT(check.filled_per_second, 0);
  }
  EXPECT_EQ(checks[0].precision, "fp32");
  if (!has_native_bf16()) return;  // on a CPU it is checked only where the CPU has it
  EXPECT_EQ(checks[1].precision, "bf16");
  EXPECT_GT(checks[1].answers, 10 * checks[0].answers);
  EXPECT_GT(checks[1].filled, 10 * checks[0].filled);
}

TEST(SelfCheck, neither_a_large_difference_nor_nan_passes) {
  EXPECT_TRUE((ArithmeticCheck{"cpu", "fp32", 1e-4, 1e-6, 1e-5}.passed()));
  EXPECT_FALSE((ArithmeticCheck{"cpu", "fp32", 1e-4, 1e-3, 1e-5}.passed()));
  EXPECT_FALSE((ArithmeticCheck{"cpu", "fp32", 1e-4, 1e-6, 1e-3}.passed()));
  EXPECT_FALSE((ArithmeticCheck{"cpu", "fp32", 1e-4, std::numeric_limits<double>::quiet_NaN(), 1e-5}.passed()));
  EXPECT_FALSE((ArithmeticCheck{"cpu", "fp32", 1e-4, 1e-6, 1e-5, 1e-3}.passed()));
}

}  // namespace
}  // namespace undercast
