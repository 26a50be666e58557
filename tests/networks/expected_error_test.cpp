// SPDX-License-Identifier: Apache-2.0
#include "networks/expected_error.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Errors of .1 in short gaps of partly observed dates, and of .3 far from the only observation.
ModelFile model_with_errors() {
  ByGap<double> squares{};
  ByGap<long long> values{};
  squares[0][0] = 0.01;
  values[0][0] = 1000;
  squares[0][kGapBins.size() - 1] = 0.09;
  values[0][kGapBins.size() - 1] = 10;
  ModelFile model;
  model.header["errors_by_gap"] = {{"mean_squares", squares}, {"values", values}};
  return model;
}

TEST(ExpectedError, weighs_by_what_is_filled_and_not_by_what_was_hidden) {
  ByGap<long long> missing{};
  missing[0][0] = 10;
  missing[0][kGapBins.size() - 1] = 30;
  const auto expected = expected_error(model_with_errors(), missing);
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
  const auto expected = expected_error(model_with_errors(), missing);
  ASSERT_TRUE(expected);
  EXPECT_NEAR(expected->rmse, 0.1, 1e-12) << "the nearest bin and the other kind stand in";
  EXPECT_EQ(expected->unlike_hidden, 0.5);
  EXPECT_EQ(describe(*expected).find("50 % of the filled values"), 0U);
}

TEST(ExpectedError, refuses_a_file_with_negative_squares) {
  ModelFile harmful = model_with_errors();
  harmful.header["errors_by_gap"]["mean_squares"][1][3] = -1;
  ByGap<long long> missing{};
  missing[0][0] = 1;
  EXPECT_THROW(expected_error(harmful, missing), Error);
}

TEST(ExpectedError, is_not_stated_without_errors_or_gaps) {
  EXPECT_FALSE(expected_error(model_with_errors(), {}));
  ByGap<long long> missing{};
  missing[0][0] = 1;
  ModelFile old;
  old.header["kind"] = "vit";
  EXPECT_FALSE(expected_error(old, missing));
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
