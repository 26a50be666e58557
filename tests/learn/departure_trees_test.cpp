// SPDX-License-Identifier: Apache-2.0
#include "learn/departure_trees.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/error.h"
#include "core/random.h"
#include "small_cube.h"

namespace undercast {
namespace {

constexpr std::size_t kWidth = 3;

// Departures whose one half the first input determines.
TreeRows rows(int count, std::uint64_t seed) {
  Random random(seed);
  TreeRows made;
  made.rows.width = kWidth;
  for (int i = 0; i < count; ++i) {
    const double known = random.normal();
    for (const double input : {known, random.normal(), random.normal()})
      made.rows.inputs.push_back(static_cast<float>(input));
    made.rows.targets.push_back(static_cast<float>(0.1 * (known + random.normal())));
    made.step.push_back(i % 40);
    made.gap_bin.push_back(1);
  }
  return made;
}

void expect_same_answers(const DepartureTrees& a, const DepartureTrees& b) {
  const TreeRows asked = rows(50, 9);
  std::vector<float> of_a(50), of_b(50), spread_a(50), spread_b(50);
  a.predict(asked.rows.inputs.data(), asked.gap_bin, of_a.data(), spread_a.data());
  b.predict(asked.rows.inputs.data(), asked.gap_bin, of_b.data(), spread_b.data());
  EXPECT_EQ(of_a, of_b);
  EXPECT_EQ(spread_a, spread_b);
}

TEST(DepartureTrees, answers_the_same_after_a_model_file) {
  CalibrationSample errors;
  const DepartureTrees partly_observed = DepartureTrees::for_partly_observed(rows(4000, 1), rows(2000, 2), 2, errors);
  const DepartureTrees unobserved = DepartureTrees::for_unobserved(rows(2000, 3), {0, 2}, 2, errors);
  ModelFile file;
  partly_observed.store("part", file);
  unobserved.store("whole", file);
  expect_same_answers(partly_observed, DepartureTrees::load("part", file));
  expect_same_answers(unobserved, DepartureTrees::load("whole", file));
  file.bytes["part.departure"] = "not trees";
  EXPECT_THROW(DepartureTrees::load("part", file), Error);
}

TEST(DepartureTrees, for_other_features_find_their_inputs_by_name) {
  CalibrationSample errors;
  const TreeRows known = rows(1000, 5);
  const DepartureTrees trees = DepartureTrees::for_unobserved(rows(2000, 3), {0, 2}, 2, errors);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < known.rows.width; ++i) names.push_back(std::string(1, static_cast<char>('a' + i)));
  const std::vector<std::string> turned(names.rbegin(), names.rend());
  TreeRows mirrored = known, without = known;
  for (std::size_t i = 0; i < known.rows.size(); ++i)
    for (std::size_t k = 0; k < names.size(); ++k) {
      mirrored.rows.inputs[i * names.size() + k] = known.rows.row(i)[names.size() - 1 - k];
      if (k == 2) without.rows.inputs[i * names.size() + k] = kMissing;
    }
  const auto answers = [](const DepartureTrees& of, const TreeRows& some) {
    std::vector<float> departures(some.rows.size()), spreads(some.rows.size());
    of.predict(some.rows.inputs.data(), some.gap_bin, departures.data(), spreads.data());
    return departures;
  };
  EXPECT_EQ(answers(trees, known), answers(trees.for_features(names, turned), mirrored));
  std::vector<std::string> renamed = names;
  renamed[2] = "unknown";
  EXPECT_EQ(answers(trees, without), answers(trees.for_features(names, renamed), known));
}

TEST(DepartureTrees, without_a_fold_does_not_know_the_departures_of_its_dates) {
  // A departure that the first input determines, and one of each date, which the last input names.
  Random random(4);
  std::array<float, 40> own{};
  for (float& departure : own) departure = static_cast<float>(0.1 * random.normal());
  TreeRows made = rows(8000, 3);
  for (std::size_t i = 0; i < made.step.size(); ++i) {
    made.rows.inputs[i * kWidth + 2] = static_cast<float>(made.step[i]);
    made.rows.targets[i] = 0.2F * made.rows.inputs[i * kWidth] + own[made.step[i]];
  }
  CalibrationSample errors;
  DepartureTrees::WithoutFold without_fold;
  const DepartureTrees all = DepartureTrees::for_unobserved(made, {0, 2}, 2, errors, &without_fold);
  const auto rmse_on_fold = [&](const DepartureTrees& learner, int fold) {
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
    const double unknown = rmse_on_fold(without_fold[fold], fold);
    EXPECT_GT(unknown, 0.05) << fold;
    EXPECT_GT(unknown, 1.2 * rmse_on_fold(all, fold)) << fold;
    EXPECT_GT(unknown, 1.2 * rmse_on_fold(without_fold[(fold + 1) % kFolds], fold)) << fold;
  }
}

TEST(DepartureTrees, predicts_no_departure_untrained) {
  const TreeRows asked = rows(10, 1);
  std::vector<float> departures(10, 7.0F), spreads(10, 7.0F);
  DepartureTrees().predict(asked.rows.inputs.data(), asked.gap_bin, departures.data(), spreads.data());
  EXPECT_EQ(departures, std::vector<float>(10, 0.0F));
  EXPECT_EQ(spreads, std::vector<float>(10, 1.0F));
}

TEST(TestingShare, is_a_fifth_of_the_blocks_and_never_none) {
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
