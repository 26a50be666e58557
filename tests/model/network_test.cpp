// SPDX-License-Identifier: Apache-2.0
#include "model/network.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "model/device.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(SceneIdentity, TellsScenesApartByPlaceAndDates) {
  const CubeLayout layout = small_layout(16, 16, 9, 4);
  CubeLayout moved = layout;
  moved.grid.affine[0] += 10;
  EXPECT_EQ(scene_identity(layout), scene_identity(small_layout(16, 16, 9, 4)));
  EXPECT_NE(scene_identity(layout), scene_identity(moved));
  EXPECT_NE(scene_identity(layout), scene_identity(small_layout(16, 16, 10, 4)));
  ModelFile model;
  model.header["training"]["scenes"] = {scene_identity(layout)};
  EXPECT_TRUE(was_trained_on(model, layout));
  EXPECT_FALSE(was_trained_on(model, moved));
}

TEST(Compute, RefusesDevicesAndPrecisionsThatCannotBeHad) {
  EXPECT_THROW(choose_compute({"gpu", "auto"}, 1), Error);
  EXPECT_THROW(choose_compute({"cpu", "fp16"}, 1), Error);
  EXPECT_THROW(choose_compute({"cuda:999", "auto"}, 1), Error);
  EXPECT_EQ(choose_compute({"cpu", "fp32"}, 1).precision, Precision::fp32);
}

TEST(AutocastScope, RunsMatrixProductsInItsPrecisionAndEndsCleanly) {
  const torch::Tensor a = torch::randn({8, 8});
  {
    const AutocastScope autocast({torch::kCPU, Precision::bf16});
    EXPECT_EQ(torch::matmul(a, a).scalar_type(), torch::kBFloat16);
  }
  EXPECT_EQ(torch::matmul(a, a).scalar_type(), torch::kFloat);
}

}  // namespace
}  // namespace undercast
