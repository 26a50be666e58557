// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/space_time.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "torch/space_time/stacked_model.h"

namespace undercast {
namespace {

constexpr int kFewFeatures = 5;

// Makes a network whose last layer is not zero, so that its answers are not all 0.
SpaceTime network() {
  torch::manual_seed(1);
  SpaceTimeOptions options;
  options.width = 16;
  SpaceTime made(options, kFewFeatures);
  const torch::NoGradGuard no_grad;
  made->head->weight.normal_();
  made->measure(torch::randn({100, kFewFeatures}), {0, 1});
  return made;
}

SeriesBatch batch(int series, int steps, int seed) {
  torch::manual_seed(static_cast<std::uint64_t>(seed));
  return {torch::randn({series, steps, kFewFeatures}), 0.1 * torch::randn({series, steps}),
          torch::zeros({series, steps}), 8 * torch::arange(steps, torch::kFloat)};
}

TEST(SpaceTime, answers_with_the_interpolation_before_it_is_trained) {
  SpaceTime untrained(SpaceTimeOptions{}, kFewFeatures);
  EXPECT_TRUE(torch::equal(untrained->forward(batch(3, 7, 1)), torch::zeros({3, 7})));
}

TEST(SpaceTime, takes_any_number_of_dates_and_any_start) {
  SpaceTime made = network();
  for (const int steps : {1, 12, 138})
    EXPECT_EQ(made->forward(batch(2, steps, 1)).sizes(), (torch::IntArrayRef{2, steps}));
  SeriesBatch series = batch(2, 20, 2);
  const torch::Tensor before = made->forward(series);
  series.days = series.days + 1000;
  EXPECT_TRUE(torch::allclose(before, made->forward(series)));
}

TEST(SpaceTime, sees_time_as_distance) {
  SpaceTime made = network();
  SeriesBatch series = batch(2, 20, 2);
  const torch::Tensor before = made->forward(series);
  SeriesBatch reversed{series.features.flip(1), series.departure.flip(1), series.unobserved, series.days};
  EXPECT_TRUE(torch::allclose(before.flip(1), made->forward(reversed), 1e-4, 1e-6));
  series.days = 3 * series.days;
  EXPECT_FALSE(torch::allclose(before, made->forward(series)));
}

TEST(SpaceTime, withholds_the_features_of_an_unobserved_date) {
  SpaceTime made = network();
  SeriesBatch series = batch(2, 20, 3);
  series.unobserved.select(1, 4).fill_(1);
  const torch::Tensor before = made->forward(series);
  series.features.select(1, 4).slice(1, 2).fill_(7);  // features from 2 describe the date
  EXPECT_TRUE(torch::equal(before, made->forward(series)));
  series.features.select(1, 4).slice(1, 0, 2).fill_(7);
  EXPECT_FALSE(torch::equal(before, made->forward(series)));
}

TEST(SpaceTime, takes_missing_inputs_as_missing) {
  SpaceTime made = network();
  SeriesBatch series = batch(2, 20, 4);
  series.features.select(2, 3).fill_(kMissing);
  series.departure.fill_(kMissing);
  EXPECT_TRUE(made->forward(series).isfinite().all().item<bool>());
}

TEST(SpaceTime, standardises_by_what_it_measured) {
  SpaceTime made = network();
  torch::Tensor samples = 3 * torch::randn({5000, kFewFeatures}) + 10;
  samples.slice(0, 0, 1000).select(1, 2).fill_(kMissing);
  made->measure(samples, {});
  EXPECT_TRUE(torch::allclose(made->mean, torch::full({kFewFeatures}, 10.0), 0, 0.2));
  EXPECT_TRUE(torch::allclose(made->scale, torch::full({kFewFeatures}, 3.0), 0, 0.2));
}

TEST(SpaceTime, refuses_a_width_that_its_heads_do_not_divide) {
  SpaceTimeOptions options;
  options.width = 30;
  EXPECT_THROW(SpaceTime(options, kFewFeatures), Error);
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
  const Compute compute{torch::kCPU, Precision::fp32};
  EXPECT_TRUE(torch::equal(predict(model.trained.network, series, compute, 2),
                           predict(read.trained.network, series, compute, 2)));
  ASSERT_TRUE(read.starting.has_value());
  EXPECT_TRUE(torch::equal(predict(model.starting->network, series, compute, 2),
                           predict(read.starting->network, series, compute, 2)));
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
  series.features[1][4][0] = kMissing;  // no similar pixels there
  const Compute compute{torch::kCPU, Precision::fp32};
  const std::vector<MissingValue> missing{{0, 3, DateObserved::partly, 1}, {1, 4, DateObserved::not_at_all, 2}};
  const std::vector<StackedAnswer> answers =
      model.answer(series, model.answer_of_starting(series, compute, 1), missing, compute, 1);
  const torch::Tensor of_network = predict(model.trained.network, series, compute, 2);
  const torch::Tensor of_starting = predict(model.starting->network, series, compute, 2);
  for (std::size_t i = 0; i < missing.size(); ++i) {
    const auto at = [&](int feature) {
      return series.features[missing[i].series][missing[i].step][feature].item<double>();
    };
    const double by_network = of_network[missing[i].series][missing[i].step].item<double>();
    const double by_starting = of_starting[missing[i].series][missing[i].step].item<double>();
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
  const Compute compute{torch::kCPU, Precision::fp32};
  const auto blend = [&] {
    const torch::Tensor none = model.answer_of_starting(series, compute, 1);
    return model.blend(missing[0], model.answer(series, none, missing, compute, 1)[0]);
  };
  const double process = series.features[0][3][1].item<double>();
  EXPECT_NEAR(blend().departure, process, 1e-6);
  const double spread = blend().spread;
  series.features[0][3][3] = kMissing;  // VH; its mean is still there
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
