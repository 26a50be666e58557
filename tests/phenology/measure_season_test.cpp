// SPDX-License-Identifier: Apache-2.0
#include "phenology/measure_season.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "phenology/double_logistic.h"

namespace undercast {
namespace {

// A season in which each logistic function is complete before the other one begins.
struct Sampled {
  DoubleLogistic curve{0.2, 0.2, 0.8, 17700, 17850, 0.12, 0.12};
  std::vector<double> days, date_sd;
  PixelSeries series;
  Season season;

  explicit Sampled(double step = 8) {
    for (double day = 17620; day <= 17930; day += step) {
      days.push_back(day);
      series.values.push_back(curve.at(day));
    }
    date_sd.assign(days.size(), 0.0);
    series.days = days;
    series.date_sd = date_sd;
    const auto seasons = find_seasons(days, series.values, 0.2, 60);
    EXPECT_EQ(seasons.size(), 1U);
    season = seasons.front();
  }
};

PhenologyOptions with(const std::string& method, const std::string& transition = "share", double share = 0.25) {
  PhenologyOptions options;
  options.method = method;
  options.transition = transition;
  options.start_share = options.end_share = share;
  return options;
}

TEST(MeasureSeason, tells_everything_of_a_triangle) {
  const std::vector<double> days{0, 20, 40, 60, 80, 100};
  PixelSeries series;
  series.days = days;
  series.values = {0.3, 0.2, 0.6, 1.0, 0.7, 0.4};
  PhenologyOptions options;
  options.start_share = 0.25;
  options.end_share = 0.5;
  const SeasonMeasures m = measure_season(series, {1, 3, 5}, options);
  EXPECT_DOUBLE_EQ(m.start, 30);
  EXPECT_DOUBLE_EQ(m.end, 80);
  EXPECT_DOUBLE_EQ(m.length, 50);
  EXPECT_NEAR(m.peak, 50 + 20 * 0.02 / (0.02 + 0.015), 1e-9);
  EXPECT_NEAR(m.base, 0.3, 1e-12);
  EXPECT_NEAR(m.peak_value, 1, 1e-12);
  EXPECT_NEAR(m.amplitude, 0.7, 1e-12);
  EXPECT_NEAR(m.integral, 30 * (0.1 + 0.7) / 2 + 20 * (0.7 + 0.4) / 2, 1e-9);
  EXPECT_NEAR(m.greening, 0.02, 1e-12);
  EXPECT_NEAR(m.senescence, 0.015, 1e-12);
  EXPECT_TRUE(std::isnan(m.start_sd));
  EXPECT_TRUE(std::isnan(m.fit_rmse));
  EXPECT_EQ(m.flags, kCutOff) << "its last minimum is the series' last date";
}

TEST(MeasureSeason, finds_the_thresholds_of_a_double_logistic_in_closed_form) {
  for (const double share : {0.1, 0.25, 0.5, 0.9}) {
    const double after = std::log(share / (1 - share)) / 0.12;
    for (const auto& [method, step, tolerance] :
         {std::tuple{"double-logistic", 8.0, 0.3}, {"threshold", 1.0, 0.3}, {"threshold", 8.0, 1.2}}) {
      const Sampled s(step);
      const SeasonMeasures m = measure_season(s.series, s.season, with(method, "share", share));
      EXPECT_NEAR(m.start, 17700 + after, tolerance) << method << " " << share;
      EXPECT_NEAR(m.end, 17850 - after, tolerance) << method << " " << share;
      EXPECT_NEAR(m.peak, 17775, method == std::string("threshold") ? 4 : 0.5);
    }
  }
}

TEST(MeasureSeason, finds_inflection_and_curvature_of_a_double_logistic_in_closed_form) {
  const Sampled s;
  const SeasonMeasures inflection = measure_season(s.series, s.season, with("double-logistic", "inflection"));
  EXPECT_NEAR(inflection.start, 17700, 0.1);
  EXPECT_NEAR(inflection.end, 17850, 0.1);
  EXPECT_LT(inflection.fit_rmse, 0.001);
  // x = ln(5 + sqrt(24)): the first zero of the logistic function's fourth derivative.
  const SeasonMeasures curvature = measure_season(s.series, s.season, with("double-logistic", "curvature"));
  EXPECT_NEAR(curvature.start, 17700 - 2.29243 / 0.12, 0.2);
  EXPECT_NEAR(curvature.end, 17850 + 2.29243 / 0.12, 0.2);
}

TEST(MeasureSeason, rates_are_those_of_the_logistic) {
  const Sampled s(1);
  const SeasonMeasures m = measure_season(s.series, s.season, with("threshold"));
  EXPECT_NEAR(m.greening, 0.6 * 0.6 / (std::log(16.0) / 0.12), 2e-4);
  EXPECT_NEAR(m.senescence, m.greening, 1e-4);
}

TEST(MeasureSeason, flags_dates_in_long_gaps) {
  Sampled s;
  s.series.observed_is_known = true;
  const auto flags = [&] {
    return measure_season(s.series, s.season, with("threshold")).flags & (kStartInGap | kPeakInGap | kEndInGap);
  };
  s.series.observed = s.days;
  EXPECT_EQ(flags(), 0);
  const auto unobserve = [&](double from, double to) {
    std::erase_if(s.series.observed, [=](double day) { return day > from && day < to; });
  };
  unobserve(17680, 17708);  // 32 days from one observation to the next
  EXPECT_EQ(flags(), 0);
  unobserve(17672, 17708);
  EXPECT_EQ(flags(), kStartInGap);
  unobserve(17740, 17810);
  EXPECT_EQ(flags(), kStartInGap | kPeakInGap);
  unobserve(17840, 18000);  // there is no observation after it
  EXPECT_EQ(flags(), kStartInGap | kPeakInGap | kEndInGap);
  s.series.observed.clear();
  EXPECT_EQ(flags(), kStartInGap | kPeakInGap | kEndInGap);
}

TEST(MeasureSeason, says_where_no_curve_fits) {
  const std::vector<double> days{0, 20, 40, 60, 80, 100};
  PixelSeries series;
  series.days = days;
  series.values = {0.3, 0.2, 0.6, 1.0, 0.7, 0.4};
  const SeasonMeasures m = measure_season(series, {1, 3, 5}, with("double-logistic"));
  EXPECT_EQ(m.flags, kNoFit | kCutOff);
  EXPECT_TRUE(std::isnan(m.start) && std::isnan(m.amplitude) && std::isnan(m.end_sd));
}

// Standard deviation of the dates over many series whose filled values err together within a gap,
// less so the further apart they are, and whose observed values err by themselves, in NDVI and in
// time.
struct Spread {
  double start = 0, peak = 0, end = 0;
};

Spread by_simulation(const Sampled& s, const PhenologyOptions& options) {
  Random random(3);
  const int rounds = 4000;
  std::vector<std::array<double, 3>> dates;
  for (int round = 0; round < rounds; ++round) {
    PixelSeries moved = s.series;
    double gap = random.normal();
    for (std::size_t i = 0; i < s.days.size(); ++i) {
      if (s.series.spread[i] > 0) {
        const double same = std::exp((s.days[i - 1] - s.days[i]) / 24);
        gap = same * gap + std::sqrt(1 - same * same) * random.normal();
        moved.values[i] += gap * s.series.spread[i];
      } else {
        moved.values[i] += options.noise * random.normal();
        moved.values[i] += s.curve.at(s.days[i] + s.date_sd[i] * random.normal()) - s.curve.at(s.days[i]);
        gap = random.normal();
      }
    }
    const SeasonMeasures m = measure_season(moved, s.season, options);
    dates.push_back({m.start, m.peak, m.end});
  }
  std::array<double, 3> sd{};
  for (std::size_t k = 0; k < 3; ++k) {
    double sum = 0, squares = 0;
    for (const auto& date : dates) sum += date[k], squares += date[k] * date[k];
    sd[k] = std::sqrt(squares / rounds - std::pow(sum / rounds, 2));
  }
  return {sd[0], sd[1], sd[2]};
}

TEST(MeasureSeason, states_the_uncertainty_that_errors_of_the_values_cause) {
  Sampled s;
  s.date_sd.assign(s.days.size(), 0.4);
  s.series.date_sd = s.date_sd;
  s.series.spread.assign(s.days.size(), 0.0);
  for (std::size_t i = 0; i < s.days.size(); ++i)
    if ((s.days[i] > 17680 && s.days[i] < 17705) || (s.days[i] > 17855 && s.days[i] < 17890)) s.series.spread[i] = 0.01;
  for (const auto& [method, transition] : {std::pair{"threshold", "share"},
                                           {"double-logistic", "share"},
                                           {"double-logistic", "inflection"},
                                           {"double-logistic", "curvature"}}) {
    PhenologyOptions options = with(method, transition);
    options.noise = 0.002;
    const SeasonMeasures stated = measure_season(s.series, s.season, options);
    const Spread simulated = by_simulation(s, options);
    // Besides, the change may have come at once at any time between the observations around it.
    const auto from_values = [&](double sd, double day) {
      auto after = std::upper_bound(s.days.begin(), s.days.end(), day) - s.days.begin(), before = after - 1;
      while (s.series.spread[before] > 0) --before;
      while (s.series.spread[after] > 0) ++after;
      const double share = std::abs(s.series.values[after] - s.series.values[before]) / stated.amplitude;
      return std::sqrt(sd * sd - std::pow(share * (s.days[after] - s.days[before]), 2) / 12);
    };
    EXPECT_NEAR(from_values(stated.start_sd, stated.start) / simulated.start, 1, 0.15) << method << " " << transition;
    EXPECT_NEAR(from_values(stated.end_sd, stated.end) / simulated.end, 1, 0.15) << method << " " << transition;
    if (method == std::string("double-logistic"))
      EXPECT_NEAR(stated.peak_sd / simulated.peak, 1, 0.25) << transition << simulated.peak;
    EXPECT_GT(stated.start_sd, 0);
  }
}

TEST(MeasureSeason, a_step_between_two_observations_came_at_any_time_between_them) {
  const std::vector<double> days{0, 8, 16, 24, 32}, date_sd(5, 2.0);
  PixelSeries series;
  series.days = days;
  series.date_sd = date_sd;
  series.values = {0.2, 0.2, 0.8, 0.2, 0.2};
  series.spread.assign(5, 0.0);
  PhenologyOptions options;
  options.noise = 1e-9;
  options.start_share = options.end_share = 0.5;
  const SeasonMeasures m = measure_season(series, {1, 2, 3}, options);
  // Besides, each of the two was observed on any day of its period.
  EXPECT_NEAR(m.start_sd, std::sqrt(64 / 12.0 + 2), 1e-6);
  EXPECT_NEAR(m.end_sd, std::sqrt(64 / 12.0 + 2), 1e-6);
}

TEST(MeasureSeason, no_date_is_more_uncertain_than_its_flank_is_long) {
  Sampled s;
  s.series.spread.assign(s.days.size(), 5.0);
  const SeasonMeasures m = measure_season(s.series, s.season, with("threshold"));
  EXPECT_LE(m.start_sd, m.peak - s.days[s.season.before]);
  EXPECT_LE(m.end_sd, s.days[s.season.after] - m.peak);
}

}  // namespace
}  // namespace undercast
