// SPDX-License-Identifier: Apache-2.0
#include "gaps/expected_error.h"

#include <gtest/gtest.h>

#include "small_cube.h"

namespace undercast {
namespace {

// Errors of .1 in short gaps of partly observed dates, and of .3 far from the only observation.
ErrorsByGap known_errors() {
  ErrorsByGap errors;
  for (int i = 0; i < 1000; ++i) errors.add(DateObserved::partly, 0, i % 2 == 0 ? 0.1 : -0.1);
  for (int i = 0; i < 10; ++i) errors.add(DateObserved::partly, kGapBins.size() - 1, 0.3);
  return errors;
}

TEST(ExpectedError, weighs_by_what_is_filled_and_not_by_what_was_hidden) {
  ByGap<long long> missing{};
  missing[0][0] = 10;
  missing[0][kGapBins.size() - 1] = 30;
  const auto expected = expected_error(known_errors(), missing);
  ASSERT_TRUE(expected);
  EXPECT_NEAR(expected->rmse, std::sqrt((10 * 0.01 + 30 * 0.09) / 40), 1e-12);
  EXPECT_EQ(expected->unlike_hidden, 0);
  EXPECT_EQ(describe(*expected).find("no hidden value resembles"), std::string::npos);
}

TEST(ExpectedError, says_first_what_no_hidden_value_resembles) {
  ByGap<long long> missing{};
  missing[0][0] = 50;
  missing[0][1] = 25;
  missing[1][0] = 25;
  const auto expected = expected_error(known_errors(), missing);
  ASSERT_TRUE(expected);
  EXPECT_NEAR(expected->rmse, 0.1, 1e-12) << "the nearest bin and the other kind stand in";
  EXPECT_EQ(expected->unlike_hidden, 0.5);
  EXPECT_EQ(describe(*expected).find("50 % of the missing values"), 0U);
}

TEST(ExpectedError, is_unknown_where_nothing_is_missing_or_nothing_was_hidden) {
  ByGap<long long> missing{};
  EXPECT_FALSE(expected_error(known_errors(), missing));
  missing[1][2] = 5;
  EXPECT_FALSE(expected_error({}, missing));
  ByGap<long long> twice = missing;
  add(missing, twice);
  EXPECT_EQ(twice[1][2], 10);
  EXPECT_TRUE(expected_error(known_errors(), twice));
}

TEST(ExpectedError, says_of_which_scenes_it_speaks) {
  EXPECT_EQ(describe({0.1, 0}).find("training scenes"), std::string::npos);
  EXPECT_NE(describe({0.1, 0}, true).find("of the model's training scenes"), std::string::npos);
}

TEST(ExpectedError, counts_missing_values_by_kind_of_date_and_gap) {
  Variable observed(small_layout(1, 2, 6).ndvi, 1, 2);
  for (const int step : {0, 2}) observed.at(step, 0, 0) = 0.5F;  // the other pixel was never observed
  const ByGap<long long> missing = missing_by_gap(observed);
  EXPECT_EQ(missing[1][0], 1) << "step 1, when nothing was observed";
  EXPECT_EQ(missing[1][kFirstOpenEndedBin], 3) << "steps 3 to 5";
}

}  // namespace
}  // namespace undercast
