// SPDX-License-Identifier: Apache-2.0
#include "fill/between_dates.h"

#include <gtest/gtest.h>

#include "fill/output_dates.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// How far bounds reach beyond both neighbours, and the departures that give it.
constexpr float kBeyond = 0.05F;
constexpr double kDeparture = 0.05 / 1.4142136;

// One pixel with these values, all observed.
FilledWindow observed_series(const std::vector<float>& values) {
  Variable ndvi(small_layout(1, 1, static_cast<int>(values.size())).ndvi, 1, 1);
  ndvi.values = values;
  return {ndvi, Variable(ndvi.time, 1, 1), gap_days(ndvi),
          std::vector<Provenance>(values.size(), Provenance::observed)};
}

Bounds own_bounds(const FilledWindow& filled) { return {filled.ndvi, filled.ndvi}; }

Calibration departures() {
  Calibration calibration;
  for (auto& factors : calibration.factor) factors.fill(kDeparture);
  return calibration;
}

// The middle of this day is 14.5; the middles of the second and the third period are 12 and 20.
constexpr int kDay = 14;

TEST(BetweenDates, interpolate_linearly_between_the_middles_of_periods) {
  const FilledWindow filled = observed_series({0.2F, 0.4F, 0.8F});
  const BetweenDates daily(filled.ndvi.time, daily_dates(filled.ndvi.time), std::nullopt);
  ASSERT_EQ(daily.size(), 24);
  const FilledImage image = daily.image(kDay, filled, nullptr);
  EXPECT_NEAR(image.ndvi[0], 0.4 + 0.4 * 2.5 / 8, 1e-6);
  EXPECT_TRUE(image.lower.empty() && image.upper.empty());
  EXPECT_EQ(daily.image(0, filled, nullptr).ndvi[0], 0.2F) << "before the first middle";
  EXPECT_EQ(daily.image(23, filled, nullptr).ndvi[0], 0.8F) << "after the last middle";
}

TEST(BetweenDates, bounds_hold_both_neighbours_and_reach_beyond_them) {
  const FilledWindow filled = observed_series({0.2F, 0.4F, 0.8F});
  const Bounds bounds = own_bounds(filled);
  const BetweenDates daily(filled.ndvi.time, daily_dates(filled.ndvi.time), departures());
  for (int day = 12; day < 20; ++day) {
    const FilledImage image = daily.image(day, filled, &bounds);
    EXPECT_NEAR(image.lower[0], 0.4 - kBeyond, 1e-6);
    EXPECT_NEAR(image.upper[0], 0.8 + kBeyond, 1e-6);
  }
  EXPECT_NEAR(daily.image(0, filled, &bounds).lower[0], 0.2 - kBeyond, 1e-6);
}

TEST(BetweenDates, bounds_are_no_narrower_than_the_bounds_of_the_fill) {
  FilledWindow filled = observed_series({0.5F, 0.5F, 0.5F});
  Bounds bounds = own_bounds(filled);
  for (float& value : bounds.lower.values) value -= 0.2F;
  for (float& value : bounds.upper.values) value += 0.1F;
  const BetweenDates daily(filled.ndvi.time, daily_dates(filled.ndvi.time), departures());
  for (int day = 0; day < daily.size(); ++day) {
    const FilledImage image = daily.image(day, filled, &bounds);
    EXPECT_LE(image.lower[0], 0.3F);
    EXPECT_GE(image.upper[0], 0.6F);
  }
}

TEST(BetweenDates, a_period_of_the_cube_itself_passes_through) {
  const FilledWindow filled = observed_series({0.2F, 0.4F, 0.8F});
  const Bounds bounds = own_bounds(filled);
  const BetweenDates same(filled.ndvi.time, filled.ndvi.time, departures());
  for (int step = 0; step < 3; ++step) {
    const FilledImage image = same.image(step, filled, &bounds);
    EXPECT_EQ(image.ndvi[0], filled.ndvi.values[static_cast<std::size_t>(step)]);
    EXPECT_EQ(image.lower[0], image.ndvi[0]);
    EXPECT_EQ(image.upper[0], image.ndvi[0]);
  }
}

TEST(BetweenDates, provenance_is_that_of_the_period_that_holds_the_date) {
  FilledWindow filled = observed_series({0.2F, 0.4F, 0.8F});
  filled.provenance = {Provenance::observed, Provenance::low_trust, Provenance::suspect};
  const BetweenDates daily(filled.ndvi.time, daily_dates(filled.ndvi.time), std::nullopt);
  for (int day = 0; day < daily.size(); ++day)
    EXPECT_EQ(daily.image(day, filled, nullptr).provenance[0], filled.provenance[static_cast<std::size_t>(day / 8)]);
}

TEST(BetweenDates, a_date_between_acquisitions_is_interpolated_or_of_low_trust) {
  FilledWindow filled = observed_series({0.2F, 0.4F, 0.8F});
  const Date start = parse_date("2018-01-01");
  filled.ndvi.time = TimeAxis({{start, 1}, {start + Days(10), 1}, {start + Days(90), 1}});
  const BetweenDates daily(filled.ndvi.time, daily_dates(filled.ndvi.time), std::nullopt);
  const auto code = [&](int day) { return daily.image(day, filled, nullptr).provenance[0]; };
  EXPECT_EQ(code(0), Provenance::observed);
  EXPECT_EQ(code(5), Provenance::interpolated);
  EXPECT_EQ(code(10), Provenance::observed);
  EXPECT_EQ(code(50), Provenance::low_trust) << "the acquisitions lie 80 days apart";
  filled.provenance[1] = Provenance::network;
  EXPECT_EQ(code(5), Provenance::network);
}

TEST(BetweenDates, nothing_is_made_of_a_missing_neighbour) {
  FilledWindow filled = observed_series({0.2F, kMissing, 0.8F});
  filled.provenance[1] = Provenance::missing;
  const Bounds bounds = own_bounds(filled);
  const BetweenDates daily(filled.ndvi.time, daily_dates(filled.ndvi.time), departures());
  const FilledImage image = daily.image(6, filled, &bounds);
  EXPECT_TRUE(is_missing(image.ndvi[0]) && is_missing(image.lower[0]) && is_missing(image.upper[0]));
  EXPECT_EQ(image.provenance[0], Provenance::missing);
  EXPECT_EQ(daily.image(2, filled, &bounds).ndvi[0], 0.2F);
}

TEST(BetweenDates, departures_are_as_large_as_a_scene_departs_from_its_neighbours) {
  const auto of_noise = [](double noise) {
    Variable sample(small_layout(20, 20, 12).ndvi, 20, 20);
    Random random(7);
    for (float& value : sample.values) value = static_cast<float>(0.5 + noise * random.normal());
    return departures_between(sample)->of(DateObserved::not_at_all, 0);
  };
  // The larger of two independent normal deviates is .56 on average, with a deviation of .83. So
  // one value in twenty lies above both neighbours by -.56 + 1.645 sqrt(1 + .83^2) = 1.57 or more,
  // and one in twenty below both.
  EXPECT_NEAR(of_noise(0.02) / 0.02, 1.57, 0.15);
  EXPECT_NEAR(of_noise(0.1) / of_noise(0.02), 5, 0.3);
  EXPECT_FALSE(departures_between(Variable(small_layout(20, 20, 12).ndvi, 20, 20))) << "nothing was observed";
}

}  // namespace
}  // namespace undercast
