// SPDX-License-Identifier: Apache-2.0
#include "gaps/calibration.h"

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
      sample.add(DateObserved::partly, bin, i % 40, spread * sigma[bin] * random.normal(), spread);
    }
  const Calibration calibration = sample.fit();
  for (std::size_t bin = 0; bin < 2; ++bin) {
    int covered = 0;
    for (int i = 0; i < 20000; ++i) {
      const double spread = random.uniform(0.5, 2.0);
      covered += std::abs(spread * sigma[bin] * random.normal()) <= calibration.of(DateObserved::partly, bin) * spread;
    }
    EXPECT_NEAR(covered / 20000.0, 0.9, 0.01) << bin;
  }
}

TEST(Calibration, bins_with_few_errors_take_the_larger_factor_of_their_nearest) {
  CalibrationSample sample;
  for (int i = 0; i < 200; ++i) {
    sample.add(DateObserved::partly, 0, 0, 0.1, 1.0);
    sample.add(DateObserved::partly, 2, 0, 0.3, 1.0);
  }
  sample.add(DateObserved::partly, 1, 0, 9.0, 1.0);
  const Calibration calibration = sample.fit();
  EXPECT_EQ(calibration.of(DateObserved::partly, 1), 0.3);
  EXPECT_EQ(calibration.of(DateObserved::partly, kFirstOpenEndedBin), 0.3);
  EXPECT_EQ(calibration.of(DateObserved::not_at_all, 0), 0.1) << "a kind without errors has the factor of the other";
}

// Mean share of new dates' errors within the bounds that `dates` dates give. The part `common` of
// an error is of its date, the rest its own; dates have different numbers of values.
double coverage_of_new_dates(int dates, double common) {
  const auto of_date = [&](Random& random, const auto& visit) {
    const double size = common * random.normal();
    for (int i = random.between(20, 100); i > 0; --i) visit(size + (1 - common) * random.normal());
  };
  double covered = 0;
  constexpr int kTrials = 100, kNewDates = 20;
  for (int trial = 0; trial < kTrials; ++trial) {
    Random random(static_cast<std::uint64_t>(trial));
    CalibrationSample sample;
    for (int date = 0; date < dates; ++date)
      of_date(random, [&](double error) { sample.add(DateObserved::not_at_all, 1, date, error, 1.0); });
    const double factor = sample.fit().of(DateObserved::not_at_all, 1);
    for (int date = 0; date < kNewDates; ++date) {
      double within = 0, count = 0;
      of_date(random, [&](double error) {
        within += std::abs(error) <= factor;
        ++count;
      });
      covered += within / count;
    }
  }
  return covered / kTrials / kNewDates;
}

TEST(Calibration, bounds_hold_nine_tenths_on_new_unobserved_dates) {
  for (const int dates : {8, 15, 30})
    for (const double common : {0.1, 0.5, 0.9}) {
      const double covered = coverage_of_new_dates(dates, common);
      EXPECT_GE(covered, 0.86) << dates << " dates, common " << common;
      EXPECT_LE(covered, 0.93) << dates << " dates, common " << common;
    }
}

TEST(Calibration, few_dates_that_err_together_get_the_widest_bounds) {
  CalibrationSample sample;
  for (int i = 0; i < 300; ++i) sample.add(DateObserved::not_at_all, 0, i % 3, 0.1 * (i % 3 + 1), 1.0);
  EXPECT_EQ(sample.fit().of(DateObserved::not_at_all, 0), 0.1 * 3);
}

TEST(Calibration, is_one_for_all_gap_lengths_on_unobserved_dates_if_a_spread_is_stated) {
  CalibrationSample sample, without_spread;
  for (int i = 0; i < 400; ++i)
    for (const auto& [bin, size] : {std::pair{1U, 0.1}, std::pair{3U, 0.2}}) {
      sample.add(DateObserved::not_at_all, bin, i % 20, size * (i % 20), 2.0);
      without_spread.add(DateObserved::not_at_all, bin, i % 20, size * (i % 20), 1.0);
    }
  const Calibration one = sample.fit(), own = without_spread.fit();
  EXPECT_EQ(one.of(DateObserved::not_at_all, 1), one.of(DateObserved::not_at_all, 3));
  EXPECT_GT(one.of(DateObserved::not_at_all, 1), own.of(DateObserved::not_at_all, 1) / 2);
  EXPECT_LT(one.of(DateObserved::not_at_all, 3), own.of(DateObserved::not_at_all, 3) / 2);
  EXPECT_LT(own.of(DateObserved::not_at_all, 1), own.of(DateObserved::not_at_all, 3));
}

TEST(Calibration, needs_a_hundred_errors) {
  CalibrationSample sample;
  for (int i = 0; i < 99; ++i) sample.add(DateObserved::partly, 0, 0, 0.1, 1.0);
  EXPECT_FALSE(sample.enough());
  sample.add(DateObserved::partly, 0, 0, 0.1, 1.0);
  EXPECT_TRUE(sample.enough());
}

}  // namespace
}  // namespace undercast
