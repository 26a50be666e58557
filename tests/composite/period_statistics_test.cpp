// SPDX-License-Identifier: Apache-2.0
#include "composite/period_statistics.h"

#include <cmath>

#include "composite/acquisition_reader.h"
#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/time_axis.h"

namespace undercast {
namespace {

float statistic(std::vector<float> values, NdviStatistic which) { return statistic_of(values, which); }

TEST(PeriodStatistics, median_is_the_middle_value_or_the_mean_of_the_two_middle_ones) {
  EXPECT_EQ(statistic({0.5F}, NdviStatistic::median), 0.5F);
  EXPECT_EQ(statistic({0.9F, 0.1F, 0.5F}, NdviStatistic::median), 0.5F);
  EXPECT_FLOAT_EQ(statistic({0.9F, 0.1F, 0.5F, 0.7F}, NdviStatistic::median), 0.6F);
  EXPECT_FLOAT_EQ(statistic({0.2F, 0.6F}, NdviStatistic::median), 0.4F);
}

TEST(PeriodStatistics, max_and_medoid_are_samples_themselves) {
  EXPECT_EQ(statistic({0.9F, 0.1F, 0.5F, 0.7F}, NdviStatistic::max), 0.9F);
  EXPECT_EQ(statistic({0.9F, 0.1F, 0.5F}, NdviStatistic::medoid), 0.5F);
  EXPECT_EQ(statistic({0.9F, 0.1F, 0.5F, 0.7F}, NdviStatistic::medoid), 0.7F);
}

TEST(PeriodStatistics, missing_values_are_neither_used_nor_counted) {
  const std::vector<std::vector<float>> images{{0.2F, kMissing}, {kMissing, kMissing}, {0.4F, kMissing}};
  const CompositeImage composite = composite_ndvi(images, 2, NdviStatistic::median);
  EXPECT_FLOAT_EQ(composite.values[0], 0.3F);
  EXPECT_EQ(composite.counts[0], 2);
  EXPECT_TRUE(std::isnan(composite.values[1]));
  EXPECT_EQ(composite.counts[1], 0);
}

TEST(PeriodStatistics, a_period_without_acquisitions_is_missing) {
  EXPECT_TRUE(std::isnan(composite_ndvi({}, 1, NdviStatistic::max).values[0]));
  EXPECT_TRUE(std::isnan(PowerMean(1).finish().values[0]));
}

TEST(PeriodStatistics, radar_is_averaged_in_power_and_given_in_decibels) {
  PowerMean mean(2);
  mean.add({0.1F, 0.01F});  // -10 dB, -20 dB
  mean.add({0.001F, kMissing});
  const CompositeImage composite = mean.finish();
  EXPECT_NEAR(composite.values[0], 10 * std::log10(0.0505), 1e-5);  // the mean of dB would be -20
  EXPECT_NEAR(composite.values[1], -20, 1e-5);
  EXPECT_EQ(composite.counts, (std::vector<int>{2, 1}));
}

TEST(PeriodStatistics, unknown_statistics_are_refused) {
  expect_error(ErrorKind::usage, "mean", [] { ndvi_statistic("mean"); });
}

TEST(Periods, the_last_period_of_a_year_keeps_its_own_length) {
  const TimeAxis calendar = make_periods(parse_date("2018-01-01"), parse_date("2019-01-20"), 8);
  EXPECT_EQ(to_string(calendar[45].start), "2018-12-27");
  EXPECT_EQ(calendar[45].length_days, 5);
  EXPECT_EQ(to_string(calendar[46].start), "2019-01-01");
  EXPECT_EQ(calendar[calendar.size() - 1].length_days, 4);
  const TimeAxis farming = make_periods(parse_date("2017-11-01"), parse_date("2018-11-20"), 8);
  EXPECT_EQ(to_string(farming[45].start), "2018-10-27");
  EXPECT_EQ(farming[45].length_days, 5);
  EXPECT_EQ(to_string(farming[46].start), "2018-11-01");
}

}  // namespace
}  // namespace undercast
