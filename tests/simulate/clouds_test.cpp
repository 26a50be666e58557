// SPDX-License-Identifier: Apache-2.0
#include "simulate/clouds.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "simulate/noise.h"
#include "simulate/weather.h"

namespace undercast {
namespace {

TEST(SmoothNoise, is_standard_normal_at_every_pixel) {
  double mean = 0, squares = 0, above = 0;
  const int fields = 3000;
  for (int key = 0; key < fields; ++key) {
    const float value = smooth_noise({100, 37, 1, 1}, {50, 5, 0.6}, static_cast<std::uint64_t>(key))[0];
    mean += value / fields;
    squares += value * value / fields;
    above += value > normal_quantile(0.9);
  }
  EXPECT_NEAR(mean, 0, 0.06);
  EXPECT_NEAR(squares, 1, 0.08);
  EXPECT_NEAR(above / fields, 0.1, 0.02);
}

TEST(NormalQuantile, matches_tables) {
  EXPECT_NEAR(normal_quantile(0.5), 0, 1e-9);
  EXPECT_NEAR(normal_quantile(0.975), 1.959964, 1e-6);
  EXPECT_NEAR(normal_quantile(0.001), -3.090232, 1e-6);
  EXPECT_TRUE(std::isinf(normal_quantile(1)));
}

TEST(Clouds, cover_what_they_should_with_shadows_beside) {
  SimulateOptions options;
  double masked = 0, hazy = 0;
  const int images = 60, pixels = 128 * 128;
  for (int k = 0; k < images; ++k) {
    const CloudImage image = clouds_in({0, 0, 128, 128}, options, Date(Days(17600 + 5 * k)), 0.3);
    for (int i = 0; i < pixels; ++i) {
      masked += image.masked[i];
      hazy += image.haze[i] > 0;
      ASSERT_FALSE(image.masked[i] != 0 && image.haze[i] > 0);
    }
  }
  EXPECT_GT(masked / images / pixels, 0.3);  // clouds and shadows
  EXPECT_LT(masked / images / pixels, 0.6);
  EXPECT_GT(hazy / images / pixels, 0.005);
  EXPECT_LT(hazy / images / pixels, 0.03);
}

TEST(Clouds, are_none_at_no_cover_and_all_at_full) {
  const SimulateOptions options;
  const auto count = [](const CloudImage& image) {
    return std::accumulate(image.masked.begin(), image.masked.end(), 0);
  };
  EXPECT_EQ(count(clouds_in({0, 0, 50, 50}, options, Date(Days(17600)), 0)), 0);
  EXPECT_EQ(count(clouds_in({0, 0, 50, 50}, options, Date(Days(17600)), 1)), 2500);
}

TEST(Weather, has_the_cloud_cover_asked_for_and_more_in_the_wet_season) {
  SimulateOptions options;
  options.wet_strength = 1;
  const Weather weather(options, parse_date("2018-01-01"), parse_date("2018-12-31"));
  double mean = 0, winter = 0, summer = 0;
  int winter_count = 0, summer_count = 0;
  for (const Date date : weather.sentinel2_dates()) {
    const double cover = weather.cloud_cover(date);
    mean += cover / static_cast<double>(weather.sentinel2_dates().size());
    const int doy = day_of_year(date);
    if (doy < 60 || doy > 304) winter += cover, ++winter_count;
    if (doy > 120 && doy < 244) summer += cover, ++summer_count;
  }
  EXPECT_NEAR(mean, options.cloudiness, 0.02);
  EXPECT_GT(winter / winter_count, summer / summer_count);
}

TEST(Weather, wets_the_soil_when_it_rains) {
  const Weather weather(SimulateOptions{}, parse_date("2018-01-01"), parse_date("2018-12-31"));
  int wet_days = 0, rises = 0;
  for (Date date = parse_date("2018-01-02"); date <= parse_date("2018-12-31"); date += Days(1)) {
    const double moisture = weather.soil_moisture(date);
    ASSERT_GE(moisture, 0.05);
    ASSERT_LE(moisture, 0.45);
    if (weather.rain_mm(date) < 5) continue;
    ++wet_days;
    rises += moisture > weather.soil_moisture(date - Days(1));
  }
  EXPECT_GT(wet_days, 10);
  EXPECT_EQ(rises, wet_days);
}

}  // namespace
}  // namespace undercast
