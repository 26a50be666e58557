// SPDX-License-Identifier: Apache-2.0
#include "core/calibration.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace undercast {
namespace {

TEST(Calibration, bounds_hold_nine_tenths_of_new_errors_in_each_bin) {
  Random random(1);
  CalibrationSample sample;
  const double sigma[] = {0.02, 0.1};
  for (int i = 0; i < 20000; ++i)
    for (std::size_t bin = 0; bin < 2; ++bin) {
      const double spread = random.uniform(0.5, 2.0);
      sample.add(GapKind::part, bin, i % 40, spread * sigma[bin] * random.normal(), spread);
    }
  const Calibration calibration = sample.fit();
  for (std::size_t bin = 0; bin < 2; ++bin) {
    int covered = 0;
    for (int i = 0; i < 20000; ++i) {
      const double spread = random.uniform(0.5, 2.0);
      covered += std::abs(spread * sigma[bin] * random.normal()) <= calibration.of(GapKind::part, bin) * spread;
    }
    EXPECT_NEAR(covered / 20000.0, 0.9, 0.01) << bin;
  }
}

TEST(Calibration, bins_with_few_errors_take_the_larger_factor_of_their_nearest) {
  CalibrationSample sample;
  for (int i = 0; i < 200; ++i) {
    sample.add(GapKind::part, 0, 0, 0.1, 1.0);
    sample.add(GapKind::part, 2, 0, 0.3, 1.0);
  }
  sample.add(GapKind::part, 1, 0, 9.0, 1.0);
  const Calibration calibration = sample.fit();
  EXPECT_EQ(calibration.of(GapKind::part, 1), 0.3);
  EXPECT_EQ(calibration.of(GapKind::part, kOpenEndedBin), 0.3);
  EXPECT_EQ(calibration.of(GapKind::whole, 0), 0.1) << "no errors of this kind: those of the other";
}

TEST(Calibration, bounds_hold_nine_tenths_on_new_dates_where_nobody_was_seen) {
  // The errors of a date go together, and dates have different numbers of values.
  const auto of_date = [](Random& random, const auto& visit) {
    const double size = std::abs(random.normal());
    for (int i = random.between(5, 100); i > 0; --i) visit(size * random.uniform(0.8, 1.2));
  };
  double covered = 0;
  constexpr int kTrials = 400, kNewDates = 20;
  for (int trial = 0; trial < kTrials; ++trial) {
    Random random(static_cast<std::uint64_t>(trial));
    CalibrationSample sample;
    for (int date = 0; date < 15; ++date)
      of_date(random, [&](double error) { sample.add(GapKind::whole, 1, date, error, 1.0); });
    const double factor = sample.fit().of(GapKind::whole, 1);
    for (int date = 0; date < kNewDates; ++date) {
      double within = 0, count = 0;
      of_date(random, [&](double error) {
        within += error <= factor;
        ++count;
      });
      covered += within / count;
    }
  }
  EXPECT_GE(covered / kTrials / kNewDates, 0.9);
  EXPECT_LE(covered / kTrials / kNewDates, 0.96);
}

TEST(Calibration, needs_a_hundred_errors) {
  CalibrationSample sample;
  for (int i = 0; i < 99; ++i) sample.add(GapKind::part, 0, 0, 0.1, 1.0);
  EXPECT_FALSE(sample.enough());
  sample.add(GapKind::part, 0, 0, 0.1, 1.0);
  EXPECT_TRUE(sample.enough());
}

}  // namespace
}  // namespace undercast
