// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/judgement.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace undercast {
namespace {

constexpr std::size_t kNetwork = 0, kProcess = 4;
constexpr std::size_t kBin = 2;

// A value on which the network errs by `of_network` and the Gaussian process by `of_process`.
TestedValue tested(int step, double target, double of_network, double of_process, bool has_radar, bool was_hidden) {
  TestedValue one{{0, step, DateObserved::partly, kBin}, {}, target, was_hidden};
  one.answer.departures.assign(kStackedMethods.size(), 0);
  one.answer.departures[kNetwork] = target + of_network;
  one.answer.departures[kProcess] = target + of_process;
  one.answer.spread = 0.1F;
  one.answer.has_radar = has_radar;
  return one;
}

// With radar the network is right, without it the Gaussian process; the errors without are larger.
std::vector<TestedValue> tests(int with_radar, int hidden) {
  Random random(1);
  const auto noise = [&](double size) { return size * (2 * random.uniform() - 1); };
  std::vector<TestedValue> all;
  for (int i = 0; i < with_radar; ++i) all.push_back(tested(i % 40, noise(0.3), noise(0.02), noise(0.2), true, false));
  for (int i = 0; i < hidden; ++i) all.push_back(tested(i % 40, noise(0.3), noise(0.6), noise(0.04), false, true));
  return all;
}

TEST(Judgement, has_weights_and_bounds_of_its_own_without_radar) {
  StackedModel model;
  const auto calibration = judge(model, tests(6000, 3000));
  ASSERT_TRUE(calibration.has_value());
  const Weights& with = model.guard.of(DateObserved::partly, kBin);
  const Weights& without = model.guard_without_radar.of(DateObserved::partly, kBin);
  EXPECT_GT(with[kNetwork], 0.8);
  EXPECT_GT(without[kProcess], 0.6);
  EXPECT_LT(without[kNetwork], 0.5 * without[kProcess]);
  EXPECT_GE(model.widening_without_radar.of(DateObserved::partly, kBin), 1);
}

TEST(Judgement, takes_all_values_where_few_have_radar) {
  StackedModel model;
  std::vector<TestedValue> few = tests(50, 0);
  for (TestedValue value : tests(0, 6000)) {
    value.radar_was_hidden = false;  // the cube itself lacks radar there
    few.push_back(value);
  }
  EXPECT_TRUE(judge(model, few).has_value());
  EXPECT_GT(model.guard.of(DateObserved::partly, kBin)[kProcess], 0.6);
}

TEST(Judgement, counts_no_value_whose_radar_was_hidden_among_the_errors) {
  StackedModel model;
  model.features = {"similar pixels", "Gaussian process", "other years"};
  const std::vector<TestedValue> all = tests(3000, 3000);
  judge(model, all);
  ModelFile file;
  describe_errors(model, all, file);
  EXPECT_EQ(file.header["training"]["held_out_values"], 3000);
  EXPECT_LT(file.header["training"]["held_out_scores"]["network"], 0.02);
  keep_answers(all, file);
  EXPECT_EQ(file.tensors.back().shape[0], 3000);
}

}  // namespace
}  // namespace undercast
