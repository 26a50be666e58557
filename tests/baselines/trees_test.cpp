// SPDX-License-Identifier: Apache-2.0
#include "baselines/trees.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/interpolation.h"
#include "fill/fill_cube.h"
#include "fill/holdout.h"
#include "hidden_rmse.h"
#include "small_cube.h"

namespace undercast {
namespace {

FilledWindow fill(const Cube& cube, int threads) {
  TreesFiller filler;
  MemoryCubeSource source(cube);
  Progress silent;
  filler.fit(source, threads, silent);
  return fill_cube(cube, filler, threads);
}

TEST(Trees, LearnFromNeighboursAndRadarWhatInterpolationCannotKnow) {
  const Cube truth = small_cube(32, 32, 24, 24, 0.2, 1);
  for (const auto& [protocol, ratio] : {std::pair{"blocks-long", 0.4}, std::pair{"frames-long", 0.8}}) {
    const Holdout holdout = make_holdout(truth.ndvi, protocol, 0);
    const Cube visible = hide(truth, holdout);
    const double of_trees = hidden_rmse(fill(visible, 2).ndvi.values, truth, holdout);
    EXPECT_LT(of_trees, ratio * hidden_rmse(interpolate_linearly(visible.ndvi).values, truth, holdout)) << protocol;
  }
}

TEST(Trees, KnowHowFarOffTheyMayBe) {
  const Cube truth = small_cube(32, 32, 24, 24, 0.2, 2);
  const Holdout holdout = make_holdout(truth.ndvi, "blocks-long", 0);
  const Cube visible = hide(truth, holdout);
  TreesFiller filler;
  MemoryCubeSource source(visible);
  Progress silent;
  filler.fit(source, 2, silent);
  ASSERT_TRUE(filler.calibration());
  const FilledWindow filled = fill_cube(visible, filler, 2);
  const Bounds bounds = bounds_of(filled, *filler.calibration(), gap_kinds(visible.ndvi));
  double covered = 0, count = 0;
  for (std::size_t i = 0; i < holdout.scored.size(); ++i) {
    if (holdout.scored[i] == 0) continue;
    ++count;
    covered += bounds.lower.values[i] <= truth.ndvi.values[i] && truth.ndvi.values[i] <= bounds.upper.values[i];
  }
  EXPECT_NEAR(covered / count, 0.9, 0.06);
}

// Seven monthly dates, say: without the last six nothing is left to learn from.
TEST(Trees, PassOverHidingsThatLeaveNothingToLearnFrom) {
  const Cube truth = small_cube(32, 32, 7, 7, 0.0, 3);
  const Holdout holdout = make_holdout(truth.ndvi, "blocks-short", 0);
  const Cube visible = hide(truth, holdout);
  EXPECT_LT(hidden_rmse(fill(visible, 2).ndvi.values, truth, holdout),
            hidden_rmse(interpolate_linearly(visible.ndvi).values, truth, holdout));
}

TEST(Trees, AnswerForAPartOfAWindowAsForAllOfIt) {
  const Cube cube = small_cube(32, 32, 16, 16, 0.4, 5);
  TreesFiller filler;
  MemoryCubeSource source(cube);
  Progress silent;
  filler.fit(source, 2, silent);
  const Window part{9, 20, 5, 12};
  const Estimate of_part = filler.fill_part(cube, part), of_all = filler.fill({cube}).front();
  EXPECT_TRUE(same_values(of_part.ndvi.values, of_all.ndvi.crop(part).values));
  EXPECT_TRUE(same_values(of_part.spread.values, of_all.spread.crop(part).values));
}

TEST(Trees, LeavePixelsNeverObservedMissing) {
  Cube cube = small_cube(16, 16, 12, 12, 0.3, 4);
  for (int step = 0; step < 12; ++step) cube.ndvi.at(step, 3, 5) = kMissing;
  const std::vector<float> filled = fill(cube, 1).ndvi.values;
  for (std::size_t i = 0; i < filled.size(); ++i) EXPECT_EQ(std::isnan(filled[i]), i % 256 == 3 * 16 + 5);
}

TEST(Trees, RefuseASceneWithoutSeriesAndACubeTheyWereNotTrainedOn) {
  TreesFiller filler;
  const Cube empty(small_layout(8, 8, 12));
  MemoryCubeSource source(empty);
  Progress silent;
  EXPECT_THROW(filler.fit(source, 1, silent), Error);
  EXPECT_THROW(filler.check(empty.layout()), Error);
}

TEST(BoostedTrees, LearnAFunctionOfTheirInputsWithMissingOnes) {
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
