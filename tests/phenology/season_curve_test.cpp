// SPDX-License-Identifier: Apache-2.0
#include "phenology/season_curve.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

// A triangle, 0.2 to 1.0 in 80 days and down to 0.4 in 60.
const SeasonCurve kTriangle{{100, 140, 180, 240}, {0.2, 0.6, 1.0, 0.4}, 2};

TEST(SeasonCurve, crosses_levels_where_its_lines_do) {
  EXPECT_DOUBLE_EQ(kTriangle.rises_to(0.4), 120);
  EXPECT_DOUBLE_EQ(kTriangle.rises_to(0.6), 140);
  EXPECT_DOUBLE_EQ(kTriangle.falls_to(0.7), 210);
  EXPECT_DOUBLE_EQ(kTriangle.falls_to(0.4), 240);
  EXPECT_DOUBLE_EQ(kTriangle.value_at(120), 0.4);
  EXPECT_DOUBLE_EQ(kTriangle.value_at(100), 0.2);
  EXPECT_DOUBLE_EQ(kTriangle.value_at(240), 0.4);
  EXPECT_DOUBLE_EQ(kTriangle.slope_at(200), -0.01);
}

TEST(SeasonCurve, starts_at_the_first_and_ends_at_the_last_crossing_in_spite_of_dips) {
  const SeasonCurve dips{{0, 10, 20, 30, 40, 50, 60}, {0.2, 0.6, 0.3, 0.9, 0.3, 0.7, 0.1}, 3};
  EXPECT_DOUBLE_EQ(dips.rises_to(0.5), 7.5);
  EXPECT_DOUBLE_EQ(dips.falls_to(0.4), 55);
}

TEST(SeasonCurve, peaks_at_the_vertex_of_a_parabola) {
  const auto parabola = [](double day) { return 0.9 - 0.001 * (day - 57) * (day - 57); };
  for (const double step : {5.0, 9.0}) {
    const SeasonCurve curve{
        {50 - step, 55, 63, 63 + step}, {parabola(50 - step), parabola(55), parabola(63), parabola(63 + step)}, 1};
    EXPECT_NEAR(curve.peak_day(), 57, 1e-9);
  }
  EXPECT_DOUBLE_EQ((SeasonCurve{{0, 8, 16}, {0.1, 0.9, 0.1}, 1}.peak_day()), 8);
}

TEST(SeasonCurve, has_the_area_of_its_trapezes) {
  EXPECT_NEAR(kTriangle.area(100, 180, 0.2), 0.5 * 80 * 0.8, 1e-12);
  EXPECT_NEAR(kTriangle.area(100, 240, 0), 80 * 0.6 + 60 * 0.7, 1e-12);
  EXPECT_NEAR(kTriangle.area(120, 160, 0.4), 0.5 * 40 * 0.4, 1e-12);
  EXPECT_NEAR(kTriangle.area(0, 1000, 0), kTriangle.area(100, 240, 0), 1e-12);
}

}  // namespace
}  // namespace undercast
