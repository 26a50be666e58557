// SPDX-License-Identifier: Apache-2.0
#include "baselines/gap_learner.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "small_cube.h"

namespace undercast {
namespace {

constexpr std::size_t kWidth = 3;

// Departures that the first input tells half of.
HiddenRows rows(int count, std::uint64_t seed) {
  Random random(seed);
  HiddenRows made;
  made.rows.width = kWidth;
  for (int i = 0; i < count; ++i) {
    const double told = random.normal();
    for (const double input : {told, random.normal(), random.normal()})
      made.rows.inputs.push_back(static_cast<float>(input));
    made.rows.targets.push_back(static_cast<float>(0.1 * (told + random.normal())));
    made.step.push_back(i % 40);
    made.gap_bin.push_back(1);
  }
  return made;
}

void expect_same_answers(const GapLearner& a, const GapLearner& b) {
  const HiddenRows asked = rows(50, 9);
  std::vector<float> of_a(50), of_b(50), spread_a(50), spread_b(50);
  a.predict(asked.rows.inputs.data(), asked.gap_bin, of_a.data(), spread_a.data());
  b.predict(asked.rows.inputs.data(), asked.gap_bin, of_b.data(), spread_b.data());
  EXPECT_EQ(of_a, of_b);
  EXPECT_EQ(spread_a, spread_b);
}

TEST(GapLearner, AnswersTheSameAfterAModelFile) {
  CalibrationSample errors;
  const GapLearner part = GapLearner::for_part(rows(4000, 1), rows(2000, 2), 2, errors);
  const GapLearner whole = GapLearner::for_whole(rows(2000, 3), {0, 2}, 2, errors);
  ModelFile file;
  part.store("part", file);
  whole.store("whole", file);
  expect_same_answers(part, GapLearner::load("part", file));
  expect_same_answers(whole, GapLearner::load("whole", file));
  file.bytes["part.departure"] = "not trees";
  EXPECT_THROW(GapLearner::load("part", file), Error);
}

TEST(GapLearner, OfAllButAFoldDoesNotKnowWhatItsDatesHaveOfTheirOwn) {
  // A departure that the first input tells, and one that only the date tells, which the last input names.
  Random random(4);
  std::array<float, 40> own{};
  for (float& departure : own) departure = static_cast<float>(0.1 * random.normal());
  HiddenRows made = rows(8000, 3);
  for (std::size_t i = 0; i < made.step.size(); ++i) {
    made.rows.inputs[i * kWidth + 2] = static_cast<float>(made.step[i]);
    made.rows.targets[i] = 0.2F * made.rows.inputs[i * kWidth] + own[static_cast<std::size_t>(made.step[i])];
  }
  CalibrationSample errors;
  GapLearner::WithoutFold without_fold;
  const GapLearner all = GapLearner::for_whole(made, {0, 2}, 2, errors, &without_fold);
  const auto rmse_on_fold = [&](const GapLearner& learner, int fold) {
    double squares = 0, count = 0;
    for (std::size_t i = 0; i < made.step.size(); ++i) {
      if (fold_of(made.step[i]) != fold) continue;
      float departure = 0, spread = 0;
      learner.predict(made.rows.row(i), {made.gap_bin[i]}, &departure, &spread);
      squares += std::pow(static_cast<double>(made.rows.targets[i] - departure), 2);
      ++count;
    }
    return std::sqrt(squares / count);
  };
  for (int fold = 0; fold < kFolds; ++fold) {
    const double unknown = rmse_on_fold(without_fold[static_cast<std::size_t>(fold)], fold);
    EXPECT_GT(unknown, 0.05) << fold;
    EXPECT_GT(unknown, 1.2 * rmse_on_fold(all, fold)) << fold;
    EXPECT_GT(unknown, 1.2 * rmse_on_fold(without_fold[static_cast<std::size_t>((fold + 1) % kFolds)], fold)) << fold;
  }
}

TEST(GapLearner, SaysNothingWhenItLearntNothing) {
  const HiddenRows asked = rows(10, 1);
  std::vector<float> departures(10, 7.0F), spreads(10, 7.0F);
  GapLearner().predict(asked.rows.inputs.data(), asked.gap_bin, departures.data(), spreads.data());
  EXPECT_EQ(departures, std::vector<float>(10, 0.0F));
  EXPECT_EQ(spreads, std::vector<float>(10, 1.0F));
}

TEST(TestingShare, IsAFifthOfTheBlocksAndNeverNone) {
  const TimeAxis axis = small_layout(4, 4, 46, 0).ndvi;
  for (const int side : {16, 40, 160}) {
    const Variable variable(axis, side, side);
    double testing = 0;
    for (int step = 0; step < variable.steps(); ++step)
      for (std::size_t pixel = 0; pixel < variable.pixels(); ++pixel)
        testing += is_in_testing_block(variable, step, pixel);
    const double share = testing / static_cast<double>(variable.values.size());
    EXPECT_GT(share, 0.1) << side;
    EXPECT_LT(share, 0.3) << side;
    if (side == 160) EXPECT_NEAR(share, 0.2, 0.02);
  }
}

}  // namespace
}  // namespace undercast
