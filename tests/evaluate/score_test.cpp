// SPDX-License-Identifier: Apache-2.0
#include "evaluate/score.h"

#include <gtest/gtest.h>

#include <numeric>

#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(Score, follows_its_formulas) {
  Score score;
  const float truth[] = {0.1F, 0.5F, 0.9F}, estimate[] = {0.2F, 0.5F, 0.7F};
  for (int i = 0; i < 3; ++i) score.add(truth[i], estimate[i]);
  EXPECT_NEAR(score.rmse(), std::sqrt((0.01 + 0 + 0.04) / 3), 1e-7);
  EXPECT_NEAR(score.mae(), 0.1, 1e-7);
  EXPECT_NEAR(score.bias(), -0.1 / 3, 1e-7);
  EXPECT_NEAR(score.r2(), 1 - 0.05 / 0.32, 1e-6);
}

TEST(ErrorImages, hold_each_error_once_and_pool_over_seeds) {
  ErrorImages one, two;
  one.add(3, 0.5F, 0.7F);
  one.add(3, 0.5F, 0.4F);
  two.add(0, -0.9F, 1.0F);  // beyond the scale: counts to its edge
  one.add(two);
  const std::vector<float> mean = one.mean_absolute(5);
  EXPECT_NEAR(mean[3], 0.15, 1e-6);
  EXPECT_NEAR(mean[0], 1.9, 1e-6);
  EXPECT_TRUE(std::isnan(mean[1]) && std::isnan(mean[4]));
  constexpr int cells = ErrorImages::kDensityCells;
  EXPECT_EQ(std::accumulate(one.density().begin(), one.density().end(), 0LL), 3);
  EXPECT_EQ(one.density()[std::size_t{cells - 1} * cells], 1);
}

TEST(Score, counts_what_a_method_could_not_give) {
  Cube cube = small_cube(1, 1, 5, 0, 0.0, 1);
  const Variable none(cube.ndvi.time, 1, 1);
  const FilledWindow filled{none, none, gap_days(none), std::vector<Provenance>(5, Provenance::missing)};
  const std::vector<std::uint8_t> all(5, 1);
  const std::vector<DateObserved> kinds = date_kinds(none);
  const Scores scores = score({cube.ndvi, all, all, kinds}, filled);
  EXPECT_EQ(scores.all.count(), 0);
  EXPECT_EQ(scores.all.missing(), 5);
}

}  // namespace
}  // namespace undercast
