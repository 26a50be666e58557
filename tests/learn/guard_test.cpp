// SPDX-License-Identifier: Apache-2.0
#include "learn/guard.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/random.h"

namespace undercast {
namespace {

std::array<Weights, kDateKinds> equal_weights(std::size_t methods) {
  const Weights weights(methods, 1.0 / static_cast<double>(methods));
  return {weights, weights};
}

// Values of many dates whose departure is `signal`; each method predicts it with noise of its own.
GuardSample sample_of(const std::vector<double>& noise, std::size_t bin, int dates, double scale, Random& random) {
  GuardSample sample(equal_weights(noise.size()));
  for (int date = 0; date < dates; ++date)
    for (int i = 0; i < 200; ++i) {
      const double signal = random.normal();
      std::vector<double> predicted;
      for (const double deviation : noise) predicted.push_back(scale * signal + deviation * random.normal());
      sample.add(DateObserved::partly, bin, date, signal, predicted);
    }
  return sample;
}

double sum(const Weights& weights) { return std::accumulate(weights.begin(), weights.end(), 0.0); }

TEST(Guard, weighs_independent_methods_by_the_inverse_of_their_variances) {
  Random random(1);
  // Best linear unbiased: weights in proportion to 1 / variance, 4 to 1.
  const Weights weights = sample_of({0.2, 0.4}, 2, 400, 1, random).fit().of(DateObserved::partly, 2);
  EXPECT_NEAR(weights[0], 0.8, 0.03);
  EXPECT_NEAR(weights[1], 0.2, 0.03);
}

TEST(Guard, gives_useless_methods_no_weight) {
  Random random(2);
  const Weights useless = sample_of({3}, 2, 400, 0, random).fit().of(DateObserved::partly, 2);
  EXPECT_LT(useless[0], 0.02);
  const Weights backwards = sample_of({0.1}, 2, 400, -1, random).fit().of(DateObserved::partly, 2);
  EXPECT_LT(backwards[0], 0.02);
}

TEST(Guard, is_shrunk_towards_the_prior_weights_by_few_dates) {
  const auto weights_after = [](int dates) {
    Random random(5);
    GuardSample sample({Weights{0.9, 0.1, 0}, Weights{0, 0, 1}});
    for (int date = 0; date < dates; ++date)
      for (int i = 0; i < 200; ++i) {
        const double signal = random.normal();
        // The first two are equally good; the third, of which nothing is expected, predicts
        // nothing.
        sample.add(DateObserved::partly, 1, date, signal,
                   {signal + 0.3 * random.normal(), signal + 0.3 * random.normal(), 0});
      }
    return sample.fit().of(DateObserved::partly, 1);
  };
  EXPECT_NEAR(weights_after(1)[0], 0.9, 0.1);
  EXPECT_NEAR(weights_after(2000)[0], 0.5, 0.05);
}

TEST(Guard, is_convex_and_every_bin_of_a_kind_has_weights) {
  Random random(3);
  const Guard guard = sample_of({0.1, 0.2, 1.0}, 1, 3, 0.5, random).fit();  // twice the predicted would fit better
  for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
    const Weights& weights = guard.of(DateObserved::partly, bin);
    for (const double weight : weights) EXPECT_GE(weight, 0);
    EXPECT_LE(sum(weights), 1 + 1e-9);
    EXPECT_GT(sum(weights), 0.5);
    EXPECT_EQ(sum(guard.of(DateObserved::not_at_all, bin)), 0) << "nothing is known of that kind";
  }
}

// In one case the first method is better on every date; in the other it is far better on one date
// and worse on the others.
TEST(Guard, trusts_what_is_so_on_date_after_date) {
  const auto weight_of_the_first = [](bool always) {
    Random random(6);
    GuardSample sample(equal_weights(2));
    for (int date = 0; date < 12; ++date) {
      const bool is_better = always || date == 0;
      const double first = is_better ? 0.1 : 0.33, second = always ? 0.3 : date == 0 ? 0.9 : 0.2;
      for (int i = 0; i < 200; ++i) {
        const double signal = random.normal();
        sample.add(DateObserved::not_at_all, 1, 3 * date, signal,
                   {signal + first * random.normal(), signal + second * random.normal()});
      }
    }
    return sample.fit().of(DateObserved::not_at_all, 1)[0];
  };
  EXPECT_GT(weight_of_the_first(true), 0.9);
  EXPECT_LT(weight_of_the_first(false), 0.7);
}

TEST(Guard, learns_nothing_of_unobserved_dates_from_one_group_of_them) {
  GuardSample sample(equal_weights(2));
  Random random(6);
  for (int i = 0; i < 200; ++i) {
    const double signal = random.normal();
    sample.add(DateObserved::not_at_all, 1, 3, signal,
               {signal + 0.1 * random.normal(), signal + 0.3 * random.normal()});
  }
  const Weights weights = sample.fit().of(DateObserved::not_at_all, 1);
  EXPECT_LT(weights[0], 0.6) << "one date may favour any method";
}

TEST(Guard, shrinks_a_bin_of_few_dates_towards_its_kind) {
  Random random(4);
  GuardSample sample(equal_weights(1));
  const auto add = [&](std::size_t bin, int dates, double truth) {
    for (int date = 0; date < dates; ++date)
      for (int i = 0; i < 100; ++i) sample.add(DateObserved::not_at_all, bin, date, truth, {1.0});
  };
  add(1, 50, 1.0);
  add(2, 1, 0.0);   // one date says that nothing is right
  add(3, 50, 0.0);  // many do
  const Guard guard = sample.fit();
  EXPECT_GT(guard.of(DateObserved::not_at_all, 1)[0], 0.7);
  EXPECT_GT(guard.of(DateObserved::not_at_all, 2)[0], guard.of(DateObserved::not_at_all, 3)[0] + 0.2);
}

}  // namespace
}  // namespace undercast
