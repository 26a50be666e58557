// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/space_time.h"

#include <gtest/gtest.h>

#include "core/error.h"

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

SeriesTensors batch(int series, int steps, int seed) {
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
  SeriesTensors series = batch(2, 20, 2);
  const torch::Tensor before = made->forward(series);
  series.days = series.days + 1000;
  EXPECT_TRUE(torch::allclose(before, made->forward(series)));
}

TEST(SpaceTime, sees_time_as_distance) {
  SpaceTime made = network();
  SeriesTensors series = batch(2, 20, 2);
  const torch::Tensor before = made->forward(series);
  SeriesTensors reversed{series.features.flip(1), series.departure.flip(1), series.unobserved, series.days};
  EXPECT_TRUE(torch::allclose(before.flip(1), made->forward(reversed), 1e-4, 1e-6));
  series.days = 3 * series.days;
  EXPECT_FALSE(torch::allclose(before, made->forward(series)));
}

TEST(SpaceTime, withholds_the_features_of_an_unobserved_date) {
  SpaceTime made = network();
  SeriesTensors series = batch(2, 20, 3);
  series.unobserved.select(1, 4).fill_(1);
  const torch::Tensor before = made->forward(series);
  series.features.select(1, 4).slice(1, 2).fill_(7);  // features from 2 describe the date
  EXPECT_TRUE(torch::equal(before, made->forward(series)));
  series.features.select(1, 4).slice(1, 0, 2).fill_(7);
  EXPECT_FALSE(torch::equal(before, made->forward(series)));
}

TEST(SpaceTime, takes_missing_inputs_as_missing) {
  SpaceTime made = network();
  SeriesTensors series = batch(2, 20, 4);
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

}  // namespace
}  // namespace undercast
