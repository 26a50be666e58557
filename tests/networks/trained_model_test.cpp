// SPDX-License-Identifier: Apache-2.0
#include "networks/trained_model.h"

#include <gtest/gtest.h>

#include "core/error.h"
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

TEST(ErrorsOfModel, are_read_and_checked) {
  ModelFile model;
  model.header["kind"] = "vit";
  EXPECT_FALSE(errors_by_gap_of(model));
  ErrorsByGap errors;
  errors.add(DateObserved::not_at_all, 2, 0.3);
  errors.add(DateObserved::not_at_all, 2, 0.1);
  model.header["errors_by_gap"] = {{"mean_squares", errors.mean_squares}, {"values", errors.values}};
  const auto read = errors_by_gap_of(model);
  ASSERT_TRUE(read);
  EXPECT_NEAR(read->mean_squares[1][2], 0.05, 1e-12);
  EXPECT_EQ(read->values[1][2], 2);
  model.header["errors_by_gap"]["mean_squares"][1][3] = -1;
  EXPECT_THROW(errors_by_gap_of(model), Error);
}

}  // namespace
}  // namespace undercast
