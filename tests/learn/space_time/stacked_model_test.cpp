// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/stacked_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "learn/space_time/small_network.h"

namespace undercast {
namespace {

const Predict predict = predict_by(fused::kPlain, 2);

NetworkWeights network() { return small_network(16, 5); }

// Makes series with all values.
SeriesBatch batch(std::size_t series, std::size_t steps, int seed) {
  Random random(static_cast<std::uint64_t>(seed));
  SeriesBatch made{series, steps, 5, {}, {}, std::vector<float>(series * steps), {}};
  for (std::size_t i = 0; i < series * steps * made.width; ++i)
    made.features.push_back(static_cast<float>(random.normal()));
  for (std::size_t i = 0; i < series * steps; ++i) made.departure.push_back(static_cast<float>(0.1 * random.normal()));
  for (std::size_t step = 0; step < steps; ++step) made.days.push_back(8 * static_cast<float>(step));
  return made;
}

float& feature(SeriesBatch& batch, std::size_t series, std::size_t step, std::size_t number) {
  return batch.features[(series * batch.steps + step) * batch.width + number];
}

void weigh(Guard& guard, const Weights& weights) {
  for (auto& kind : guard.weights) kind.fill(weights);
}

TEST(StackedModel, is_the_same_after_its_file) {
  StackedModel model;
  model.features = {"similar pixels", "Gaussian process", "other years", "b", "c"};
  model.uses_vh = true;
  model.trained.network = network();
  weigh(model.guard, {0.35, 0.2, 0.1, 0, 0.2, 0.1, 0.05});
  weigh(model.guard_without_radar, {0.3, 0.2, 0.1, 0, 0.2, 0.1, 0.1});
  model.widening_without_radar.factor[1].fill(1.5);
  model.starting = Learners{network(), {}, {}};
  const StackedModel read = stacked_model_from(to_model_file(model));
  const SeriesBatch series = batch(3, 9, 5);
  EXPECT_EQ(predict(model.trained.network, series), predict(read.trained.network, series));
  ASSERT_TRUE(read.starting.has_value());
  EXPECT_EQ(predict(model.starting->network, series), predict(read.starting->network, series));
  EXPECT_EQ(read.features, model.features);
  EXPECT_EQ(read.uses_vh, true);
  EXPECT_EQ(read.uses_vv, false);
  EXPECT_EQ(read.guard.weights, model.guard.weights);
  EXPECT_EQ(read.guard_without_radar.weights, model.guard_without_radar.weights);
  EXPECT_EQ(read.widening_without_radar.factor, model.widening_without_radar.factor);
}

TEST(StackedModel, blends_by_the_guards_weights) {
  StackedModel model;
  model.features = {"similar pixels", "Gaussian process", "other years", "b", "c"};
  model.trained.network = network();
  weigh(model.guard_without_radar, {0.35, 0.2, 0.1, 0, 0.2, 0.1, 0.05});
  model.starting = Learners{network(), {}, {}};
  SeriesBatch series = batch(2, 9, 6);
  feature(series, 1, 4, 0) = kMissing;  // no similar pixels there
  const std::vector<MissingValue> missing{{0, 3, DateObserved::partly, 1}, {1, 4, DateObserved::not_at_all, 2}};
  const std::vector<StackedAnswer> answers =
      model.answer(series, model.answer_of_starting(series, predict), missing, predict, 1);
  const std::vector<float> of_network = predict(model.trained.network, series);
  const std::vector<float> of_starting = predict(model.starting->network, series);
  for (std::size_t i = 0; i < missing.size(); ++i) {
    const auto row = static_cast<std::size_t>(missing[i].series), step = static_cast<std::size_t>(missing[i].step);
    const auto at = [&](std::size_t number) { return static_cast<double>(feature(series, row, step, number)); };
    const auto by_network = static_cast<double>(of_network[row * series.steps + step]);
    const auto by_starting = static_cast<double>(of_starting[row * series.steps + step]);
    const double expected = 0.35 * by_network + 0.1 * by_starting + 0.2 * at(1) + (i == 0 ? 0.1 * at(0) : 0.0) +
                            0.05 * at(2);  // the empty trees predict 0
    const Blend blend = model.blend(missing[i], answers[i]);
    EXPECT_NEAR(blend.departure, expected, 1e-6);
    // The methods with prior weights, and interpolation.
    double squares = 0;
    for (const double departure : {by_network, 0.0, by_starting, 0.0, at(1), 0.0})
      squares += std::pow(departure - expected, 2);
    EXPECT_NEAR(blend.spread, std::sqrt(1 + 4 * squares / 6), 1e-6);
  }
}

TEST(StackedModel, judges_values_without_radar_by_themselves) {
  StackedModel model;
  model.features = {"similar pixels", "Gaussian process", "other years", "VH", "VH mean"};
  model.trained.network = network();
  weigh(model.guard, {0, 0, 0, 0, 1, 0, 0});
  weigh(model.guard_without_radar, {0, 0, 0, 0, 0.5, 0, 0});
  model.widening_without_radar.factor[0].fill(2);
  SeriesBatch series = batch(2, 9, 6);
  const std::vector<MissingValue> missing{{0, 3, DateObserved::partly, 1}};
  const auto blend = [&] {
    const std::vector<float> none = model.answer_of_starting(series, predict);
    return model.blend(missing[0], model.answer(series, none, missing, predict, 1)[0]);
  };
  const double process = static_cast<double>(feature(series, 0, 3, 1));
  EXPECT_NEAR(blend().departure, process, 1e-6);
  const double spread = blend().spread;
  feature(series, 0, 3, 3) = kMissing;  // VH; its mean is still there
  EXPECT_NEAR(blend().departure, 0.5 * process, 1e-6);
  model.guard_without_radar = model.guard;
  EXPECT_NEAR(blend().spread / spread, 2, 0.2) << "the network answers a little differently, too";
}

TEST(StackedModel, refuses_a_header_that_does_not_fit_its_tensors) {
  StackedModel model;
  model.features = {"similar pixels", "Gaussian process", "other years", "b", "c"};
  model.trained.network = network();
  ModelFile file = to_model_file(model);
  file.header["features"].push_back("one more");
  EXPECT_THROW(stacked_model_from(file), Error);
  weigh(model.guard, {0.35, 0.2, 0.1, 0, 0.2, 0.1, 0.05});
  model.guard_without_radar = model.guard;
  file = to_model_file(model);
  EXPECT_NO_THROW(stacked_model_from(file));
  ModelFile harmful = file;
  harmful.header["guard"]["shares"][0][0].push_back(0.5);
  EXPECT_THROW(stacked_model_from(harmful), Error);
  harmful = file;
  harmful.header["guard"]["shares_without_radar"][0][0][0] = -0.5;
  EXPECT_THROW(stacked_model_from(harmful), Error);
  harmful = file;
  harmful.header["widening_without_radar"][0][0] = 0;
  EXPECT_THROW(stacked_model_from(harmful), Error);
  harmful = file;
  harmful.header["guard"]["methods"][0] = "another";
  EXPECT_THROW(stacked_model_from(harmful), Error);
  harmful = file;
  harmful.header["trees"]["part"]["inputs"] = {100'000'000};  // although there are no trees
  EXPECT_THROW(stacked_model_from(harmful), Error);
  file.header.erase("features");
  EXPECT_THROW(stacked_model_from(file), Error);
}

}  // namespace
}  // namespace undercast
