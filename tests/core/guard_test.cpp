// SPDX-License-Identifier: Apache-2.0
#include "core/guard.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/random.h"

namespace undercast {
namespace {

std::array<Shares, kGapKinds> equal_shares(std::size_t methods) {
  const Shares shares(methods, 1.0 / static_cast<double>(methods));
  return {shares, shares};
}

// Values of many dates whose departure is `signal`; each method states it with noise of its own.
GuardSample sample_of(const std::vector<double>& noise, std::size_t bin, int dates, double scale, Random& random) {
  GuardSample sample(equal_shares(noise.size()));
  for (int date = 0; date < dates; ++date)
    for (int i = 0; i < 200; ++i) {
      const double signal = random.normal();
      std::vector<double> stated;
      for (const double deviation : noise) stated.push_back(scale * signal + deviation * random.normal());
      sample.add(GapKind::part, bin, date, signal, stated);
    }
  return sample;
}

double sum(const Shares& shares) { return std::accumulate(shares.begin(), shares.end(), 0.0); }

TEST(Guard, WeighsIndependentMethodsByTheInverseOfTheirVariances) {
  Random random(1);
  // Best linear unbiased: shares in proportion to 1 / variance, 4 to 1.
  const Shares shares = sample_of({0.2, 0.4}, 2, 400, 1, random).fit().of(GapKind::part, 2);
  EXPECT_NEAR(shares[0], 0.8, 0.03);
  EXPECT_NEAR(shares[1], 0.2, 0.03);
}

TEST(Guard, LeavesToInterpolationWhatMethodsOnlyGuess) {
  Random random(2);
  const Shares useless = sample_of({3}, 2, 400, 0, random).fit().of(GapKind::part, 2);
  EXPECT_LT(useless[0], 0.02);
  const Shares backwards = sample_of({0.1}, 2, 400, -1, random).fit().of(GapKind::part, 2);
  EXPECT_LT(backwards[0], 0.02);
}

TEST(Guard, TakesAfterTheExpectedSharesWhereFewDatesWereSeen) {
  const auto shares_after = [](int dates) {
    Random random(5);
    GuardSample sample({Shares{0.9, 0.1, 0}, Shares{0, 0, 1}});
    for (int date = 0; date < dates; ++date)
      for (int i = 0; i < 200; ++i) {
        const double signal = random.normal();
        // The first two are equally good; the third, of which nothing is expected, says nothing.
        sample.add(GapKind::part, 1, date, signal, {signal + 0.3 * random.normal(), signal + 0.3 * random.normal(), 0});
      }
    return sample.fit().of(GapKind::part, 1);
  };
  EXPECT_NEAR(shares_after(1)[0], 0.9, 0.1);
  EXPECT_NEAR(shares_after(2000)[0], 0.5, 0.05);
}

TEST(Guard, IsConvexAlwaysAndEveryBinOfAKindHasShares) {
  Random random(3);
  const Guard guard = sample_of({0.1, 0.2, 1.0}, 1, 3, 0.5, random).fit();  // twice the stated would fit better
  for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
    const Shares& shares = guard.of(GapKind::part, bin);
    for (const double share : shares) EXPECT_GE(share, 0);
    EXPECT_LE(sum(shares), 1 + 1e-9);
    EXPECT_GT(sum(shares), 0.5);
    EXPECT_EQ(sum(guard.of(GapKind::whole, bin)), 0) << "nothing is known of that kind";
  }
}

TEST(Guard, TakesAfterItsKindWhereABinHasFewDates) {
  Random random(4);
  GuardSample sample(equal_shares(1));
  const auto add = [&](std::size_t bin, int dates, double truth) {
    for (int date = 0; date < dates; ++date)
      for (int i = 0; i < 100; ++i) sample.add(GapKind::whole, bin, date, truth, {1.0});
  };
  add(1, 50, 1.0);
  add(2, 1, 0.0);   // one date says that nothing is right
  add(3, 50, 0.0);  // many do
  const Guard guard = sample.fit();
  EXPECT_GT(guard.of(GapKind::whole, 1)[0], 0.7);
  EXPECT_GT(guard.of(GapKind::whole, 2)[0], guard.of(GapKind::whole, 3)[0] + 0.2);
}

}  // namespace
}  // namespace undercast
