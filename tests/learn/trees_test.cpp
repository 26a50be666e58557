// SPDX-License-Identifier: Apache-2.0
#include "learn/trees.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "fill/fill_cube.h"
#include "gaps/holdout.h"
#include "gaps/interpolation.h"
#include "hidden_rmse.h"
#include "small_cube.h"

namespace undercast {
namespace {

FilledWindow fill(const Cube& cube, int threads) {
  TreesFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {.threads = threads});
  return fill_cube(cube, filler, threads);
}

TEST(Trees, learn_from_neighbours_and_radar_what_interpolation_cannot_know) {
  const Cube truth = small_cube(32, 32, 24, 24, 0.2, 1);
  for (const auto& [protocol, ratio] : {std::pair{"blocks-long", 0.4}, std::pair{"frames-long", 0.8}}) {
    const Holdout holdout = make_holdout(truth.ndvi, protocol, 0);
    const Cube visible = hide(truth, holdout);
    const double of_trees = hidden_rmse(fill(visible, 2).ndvi.values, truth, holdout);
    EXPECT_LT(of_trees, ratio * hidden_rmse(interpolate_linearly(visible.ndvi).values, truth, holdout)) << protocol;
  }
}

TEST(Trees, know_how_far_off_they_may_be) {
  const Cube truth = small_cube(32, 32, 24, 24, 0.2, 2);
  const Holdout holdout = make_holdout(truth.ndvi, "blocks-long", 0);
  const Cube visible = hide(truth, holdout);
  TreesFiller filler;
  MemoryCubeSource source(visible);
  filler.fit(source, {.threads = 2});
  ASSERT_TRUE(filler.calibration());
  const FilledWindow filled = fill_cube(visible, filler, 2);
  const Bounds bounds = bounds_of(filled, *filler.calibration(), date_kinds(visible.ndvi));
  double covered = 0, count = 0;
  for (std::size_t i = 0; i < holdout.scored.size(); ++i) {
    if (holdout.scored[i] == 0) continue;
    ++count;
    covered += bounds.lower.values[i] <= truth.ndvi.values[i] && truth.ndvi.values[i] <= bounds.upper.values[i];
  }
  EXPECT_NEAR(covered / count, 0.9, 0.06);
}

// Seven monthly dates, say: without the last six nothing is left to learn from.
TEST(Trees, skip_holdouts_that_leave_nothing_to_learn_from) {
  const Cube truth = small_cube(32, 32, 7, 7, 0.0, 3);
  const Holdout holdout = make_holdout(truth.ndvi, "blocks-short", 0);
  const Cube visible = hide(truth, holdout);
  EXPECT_LT(hidden_rmse(fill(visible, 2).ndvi.values, truth, holdout),
            hidden_rmse(interpolate_linearly(visible.ndvi).values, truth, holdout));
}

TEST(Trees, answer_for_a_part_of_a_window_as_for_all_of_it) {
  const Cube cube = small_cube(32, 32, 16, 16, 0.4, 5);
  TreesFiller filler;
  MemoryCubeSource source(cube);
  filler.fit(source, {.threads = 2});
  const Window part{9, 20, 5, 12};
  const Estimate of_part = filler.fill(cube, part), of_all = filler.fill(cube, cube.grid.whole());
  EXPECT_TRUE(same_values(of_part.ndvi.values, of_all.ndvi.crop(part).values));
  EXPECT_TRUE(same_values(of_part.spread.values, of_all.spread.crop(part).values));
}

TEST(Trees, leave_pixels_never_observed_missing) {
  Cube cube = small_cube(16, 16, 12, 12, 0.3, 4);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 3, 5) = kMissing;
  const std::vector<float> filled = fill(cube, 1).ndvi.values;
  for (std::size_t i = 0; i < filled.size(); ++i) EXPECT_EQ(std::isnan(filled[i]), i % 256 == 3 * 16 + 5);
}

TEST(Trees, refuse_a_scene_without_series_and_a_cube_they_were_not_trained_on) {
  TreesFiller filler;
  const Cube empty(small_layout(8, 8, 12));
  MemoryCubeSource source(empty);
  EXPECT_THROW(filler.fit(source, {.threads = 1}), Error);
  EXPECT_THROW(filler.check(empty.layout()), Error);
}

TEST(BoostedTrees, learn_a_function_of_their_inputs_with_missing_ones) {
  TrainingRows rows;
  rows.width = 2;
  Random random(1);
  const auto draw = [&](TrainingRows& to) {
    const double x = random.uniform(-1, 1);
    const bool missing = random.chance(0.3);
    to.inputs.push_back(missing ? kMissing : static_cast<float>(x));
    to.inputs.push_back(static_cast<float>(random.uniform()));
    to.targets.push_back(missing ? 0.5F : static_cast<float>(x * x));
  };
  for (int i = 0; i < 20000; ++i) draw(rows);
  BoostedTrees trees(rows, {}, 2);
  trees.boost(100);
  TrainingRows unseen;
  unseen.width = 2;
  for (int i = 0; i < 1003; ++i) draw(unseen);
  std::vector<float> of_xgboost(unseen.size()), predictions(unseen.size());
  trees.predict(unseen.inputs.data(), unseen.size(), of_xgboost.data());
  trees.finish();
  trees.predict(unseen.inputs.data(), unseen.size(), predictions.data());
  for (std::size_t i = 0; i < unseen.size(); ++i) EXPECT_NEAR(predictions[i], unseen.targets[i], 0.08);
  // Laid out anew or read again, they are the trees that XGBoost grew.
  EXPECT_EQ(predictions, of_xgboost);
  BoostedTrees(trees.bytes(), 2).predict(unseen.inputs.data(), unseen.size(), predictions.data());
  EXPECT_EQ(predictions, of_xgboost);
}

}  // namespace
}  // namespace undercast
