// SPDX-License-Identifier: Apache-2.0
#include "torch/base/device.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace undercast {
namespace {

TEST(Compute, refuses_devices_and_precisions_that_cannot_be_had) {
  EXPECT_THROW(choose_compute({"gpu", "auto"}, 1), Error);
  EXPECT_THROW(choose_compute({"cpu", "fp16"}, 1), Error);
  EXPECT_THROW(choose_compute({"cuda:999", "auto"}, 1), Error);
  EXPECT_EQ(choose_compute({"cpu", "fp32"}, 1).precision, Precision::fp32);
}

TEST(AutocastScope, runs_matrix_products_in_its_precision_and_ends_cleanly) {
  const torch::Tensor a = torch::randn({8, 8});
  {
    const AutocastScope autocast({torch::kCPU, Precision::bf16});
    EXPECT_EQ(torch::matmul(a, a).scalar_type(), torch::kBFloat16);
  }
  EXPECT_EQ(torch::matmul(a, a).scalar_type(), torch::kFloat);
}

}  // namespace
}  // namespace undercast
