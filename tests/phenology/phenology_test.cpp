// SPDX-License-Identifier: Apache-2.0
#include "phenology/phenology.h"

#include <gtest/gtest.h>

#include <map>

#include "core/expect_error.h"
#include "core/random.h"
#include "small_cube.h"

namespace undercast {
namespace {

// The seasons of a cube: band name -> values [row, col].
struct Measured {
  std::map<std::string, std::vector<float>> bands;
  PhenologySummary summary;
};

Measured measure(const Cube& cube, const PhenologyOptions& options = {}, int threads = 1, const Cube* lower = nullptr,
                 const Cube* upper = nullptr, const Cube* observed = nullptr) {
  MemoryCubeSource filled(cube);
  std::vector<std::unique_ptr<MemoryCubeSource>> others;
  const auto source = [&](const Cube* other) -> CubeSource* {
    return other == nullptr ? nullptr : others.emplace_back(std::make_unique<MemoryCubeSource>(*other)).get();
  };
  const PhenologyInputs inputs{&filled, source(lower), source(upper), source(observed)};
  const std::vector<BandInfo> bands = phenology_bands(inputs, options);
  Measured measured;
  const auto pixels = static_cast<std::size_t>(cube.grid.pixels());
  for (const BandInfo& band : bands) measured.bands[band.description].assign(pixels, -99);
  measured.summary = measure_phenology(
      inputs, options, {.threads = threads}, [&](const Window& window, const std::vector<float>& values) {
        for (std::size_t band = 0; band < bands.size(); ++band)
          for (int row = 0; row < window.rows; ++row)
            for (int col = 0; col < window.cols; ++col)
              measured.bands[bands[band].description]
                            [static_cast<std::size_t>(window.row + row) * cube.grid.cols + window.col + col] =
                  values[band * static_cast<std::size_t>(window.pixels()) + row * window.cols + col];
      });
  return measured;
}

// One pixel whose NDVI at each date is a function of the day since the first.
template <class Function>
Cube one_pixel(int steps, Function ndvi) {
  Cube cube(small_layout(1, 1, steps));
  const double first = cube.ndvi.time[0].middle_day();
  for (int step = 0; step < cube.ndvi.steps(); ++step)
    cube.ndvi.at(step, 0, 0) = static_cast<float>(ndvi(cube.ndvi.time[step].middle_day() - first));
  return cube;
}

double bump(double day, double peak, double width, double height) {
  return height * std::exp(-std::pow((day - peak) / width, 2));
}

double day_number(const char* date) { return static_cast<double>(parse_date(date).time_since_epoch().count()); }

TEST(Phenology, tells_each_year_in_bands_of_its_own) {
  const Cube cube = one_pixel(92, [](double day) { return 0.2 + bump(day, 180, 50, 0.6) + bump(day, 545, 50, 0.5); });
  const Measured measured = measure(cube);
  EXPECT_EQ(measured.bands.at("SEASONS_2018"), std::vector<float>{1});
  EXPECT_EQ(measured.bands.at("SEASONS_2019"), std::vector<float>{1});
  EXPECT_NEAR(measured.bands.at("PEAK_2018_1")[0], day_number("2018-01-05") + 180, 1);
  EXPECT_NEAR(measured.bands.at("PEAK_2019_1")[0], day_number("2018-01-05") + 545, 1);
  EXPECT_NEAR(measured.bands.at("AMPLITUDE_2019_1")[0], 0.5, 0.01);
  EXPECT_TRUE(std::isnan(measured.bands.at("SOS_2018_2")[0]));
  EXPECT_EQ(measured.summary.seasons, 2);
}

TEST(Phenology, writes_dates_as_days_of_the_year_on_request) {
  const auto ndvi = [](double day) { return 0.2 + bump(day, 380, 50, 0.6); };
  PhenologyOptions options;
  options.dates = "doy";
  const Measured epoch = measure(one_pixel(92, ndvi)), doy = measure(one_pixel(92, ndvi), options);
  for (const std::string band : {"SOS_2019_1", "PEAK_2019_1", "EOS_2019_1"})
    EXPECT_NEAR(doy.bands.at(band)[0], epoch.bands.at(band)[0] - day_number("2018-12-31"), 0.01);
  EXPECT_LT(doy.bands.at("SOS_2019_1")[0], 0) << "it starts the year before its peak";
  EXPECT_EQ(doy.bands.at("LENGTH_2019_1"), epoch.bands.at("LENGTH_2019_1"));
}

TEST(Phenology, of_more_seasons_than_asked_for_tells_the_largest_in_order_of_time) {
  const Cube cube = one_pixel(
      46, [](double day) { return 0.2 + bump(day, 60, 20, 0.5) + bump(day, 170, 20, 0.3) + bump(day, 290, 20, 0.6); });
  const Measured two = measure(cube);
  EXPECT_EQ(two.bands.at("SEASONS_2018")[0], 3);
  EXPECT_NEAR(two.bands.at("AMPLITUDE_2018_1")[0], 0.5, 0.06);
  EXPECT_NEAR(two.bands.at("AMPLITUDE_2018_2")[0], 0.6, 0.06);
  EXPECT_EQ(two.summary.seasons, 2);
  PhenologyOptions one;
  one.seasons_per_year = 1;
  const Measured largest = measure(cube, one);
  EXPECT_NEAR(largest.bands.at("AMPLITUDE_2018_1")[0], 0.6, 0.06);
  EXPECT_FALSE(largest.bands.contains("SOS_2018_2"));
}

TEST(Phenology, a_cloud_that_was_overlooked_parts_no_season) {
  Cube cube = one_pixel(46, [](double day) { return 0.2 + bump(day, 180, 60, 0.6); });
  const Measured clear = measure(cube);
  cube.ndvi.at(20, 0, 0) = 0.1F;
  const Measured cloudy = measure(cube);
  EXPECT_EQ(cloudy.bands.at("SEASONS_2018")[0], 1);
  EXPECT_NEAR(cloudy.bands.at("SOS_2018_1")[0], clear.bands.at("SOS_2018_1")[0], 1);
  PhenologyOptions as_it_is;
  as_it_is.median_days = 0;
  as_it_is.min_length_days = 1;
  EXPECT_EQ(measure(cube, as_it_is).bands.at("SEASONS_2018")[0], 2);
}

TEST(Phenology, does_not_depend_on_threads) {
  const Cube cube = small_cube(150, 140, 46, 0, 0, 3);
  const Measured one = measure(cube), four = measure(cube, {}, 4);
  for (const auto& [name, values] : one.bands) EXPECT_TRUE(same_values(values, four.bands.at(name))) << name;
  EXPECT_EQ(one.summary.seasons, four.summary.seasons);
  EXPECT_GT(one.summary.seasons, 100);
}

TEST(Phenology, leaves_out_pixels_without_values) {
  Cube cube = small_cube(2, 2, 46, 0, 0, 3);
  for (int step = 0; step < cube.ndvi.steps(); ++step) cube.ndvi.at(step, 1, 0) = kMissing;
  const Measured measured = measure(cube);
  for (const auto& [name, values] : measured.bands) EXPECT_TRUE(std::isnan(values[2])) << name;
  EXPECT_EQ(measured.summary.pixels, 3);
}

TEST(Phenology, tells_uncertainty_from_bounds_and_flags_from_what_was_observed) {
  const Cube cube = one_pixel(46, [](double day) { return 0.2 + bump(day, 180, 60, 0.6); });
  Cube lower = cube, upper = cube, observed = cube;
  for (int step = 10; step < 20; ++step) {
    lower.ndvi.at(step, 0, 0) -= 0.05F;
    upper.ndvi.at(step, 0, 0) += 0.05F;
    observed.ndvi.at(step, 0, 0) = kMissing;
  }
  const Measured plain = measure(cube), measured = measure(cube, {}, 1, &lower, &upper, &observed);
  const Measured certain = measure(cube, {}, 1, &cube, &cube);
  EXPECT_FALSE(plain.bands.contains("SOS_SD_2018_1"));
  EXPECT_GT(measured.bands.at("SOS_SD_2018_1")[0], certain.bands.at("SOS_SD_2018_1")[0] + 0.5);
  EXPECT_NEAR(measured.bands.at("EOS_SD_2018_1")[0], certain.bands.at("EOS_SD_2018_1")[0], 0.1);
  EXPECT_GT(certain.bands.at("EOS_SD_2018_1")[0], 8 / std::sqrt(12.0) / std::sqrt(2.0)) << "periods are 8 days long";
  EXPECT_EQ(plain.bands.at("QUALITY_2018_1")[0], 0);
  EXPECT_EQ(measured.bands.at("QUALITY_2018_1")[0], 1) << "the start lies in the gap";
  EXPECT_EQ(measured.summary.in_gap, 1);
}

TEST(Phenology, of_pure_noise_finds_little) {
  Cube cube(small_layout(20, 20, 46));
  Random random(5);
  for (float& value : cube.ndvi.values) value = static_cast<float>(0.5 + 0.02 * random.normal());
  EXPECT_EQ(measure(cube).summary.seasons, 0);
}

TEST(Phenology, refuses_a_series_with_gaps_and_says_where) {
  Cube cube = small_cube(3, 4, 46, 0, 0, 3);
  cube.ndvi.at(7, 2, 1) = kMissing;
  EXPECT_TRUE(
      throws_error([&] { measure(cube); }, ErrorKind::bad_input, {"row 2, column 1", "2018-02-26", "undercast fill"}));
}

TEST(Phenology, refuses_bounds_that_are_exchanged) {
  const Cube cube = small_cube(3, 4, 46, 0, 0, 3);
  Cube lower = cube;
  lower.ndvi.at(5, 0, 0) += 0.1F;
  EXPECT_TRUE(throws_error([&] { measure(cube, {}, 1, &lower, &cube); }, ErrorKind::bad_input, {"exchanged"}));
}

TEST(Phenology, refuses_less_than_a_season_of_dates) {
  EXPECT_TRUE(throws_error([] { measure(small_cube(2, 2, 7, 0, 0, 3)); }, ErrorKind::bad_input,
                           {"7 dates", "48 days", "60 days"}));
  EXPECT_TRUE(throws_error([] { measure(small_cube(2, 2, 1, 0, 0, 3)); }, ErrorKind::bad_input, {"1 date"}));
}

TEST(Phenology, refuses_a_transition_that_needs_a_curve) {
  PhenologyOptions options;
  options.transition = "inflection";
  EXPECT_TRUE(throws_error([&] { measure(small_cube(2, 2, 46, 0, 0, 3), options); }, ErrorKind::usage,
                           {"--transition inflection", "--method double-logistic"}));
}

}  // namespace
}  // namespace undercast
