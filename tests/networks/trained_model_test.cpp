// SPDX-License-Identifier: Apache-2.0
#include "networks/trained_model.h"

#include <gtest/gtest.h>

#include "small_cube.h"

namespace undercast {
namespace {

TEST(SceneIdentity, tells_scenes_apart_by_place_and_dates) {
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

}  // namespace
}  // namespace undercast
