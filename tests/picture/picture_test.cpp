// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

#include "core/error.h"
#include "picture/bars.h"
#include "picture/charts.h"
#include "picture/color_scale.h"
#include "picture/density.h"
#include "picture/maps.h"
#include "picture/png_pixels.h"

namespace undercast {
namespace {

constexpr Color kWhite{255, 255, 255};
// Where the first map of a sheet lies.
constexpr int kMapLeft = 62, kMapTop = 78, kMapGap = 12;

MapSheet sheet(int size) {
  MapPanel panel{size, size, std::vector<float>(static_cast<std::size_t>(size) * size, 0.5F)};
  panel.values[0] = NAN;
  MapRow observed{"observed", MapScale::ndvi, {panel, panel}}, error{"error", MapScale::difference, {panel, panel}};
  return {"scene", {"2018-05-01", "2018-06-01"}, {observed, error}, 10, 0.3};
}

Chart chart() {
  Chart c{"pixel 1", {}};
  c.curves.push_back({"observed", CurveStyle::points, 0, {17600, 17608, 17616}, {0.2, NAN, 0.8}, {}, {}, false});
  c.curves.push_back(
      {"filled", CurveStyle::line, 2, {17600, 17608, 17616}, {0.2, 0.5, 0.8}, {0.1, 0.3, 0.7}, {0.3, 0.7, 0.9}, false});
  c.curves.push_back({"VH", CurveStyle::dashed_line, 1, {17600, 17608, 17616}, {-20, -16, -15}, {}, {}, true});
  return c;
}

TEST(NdviColor, darkens_evenly_from_bare_soil_to_full_cover) {
  double last = lightness(ndvi_color(kNdviLow));
  double smallest = 1, largest = 0;
  for (int i = 1; i <= 60; ++i) {
    const double now = lightness(ndvi_color(kNdviLow + (kNdviHigh - kNdviLow) * i / 60.0));
    smallest = std::min(smallest, last - now);
    largest = std::max(largest, last - now);
    last = now;
  }
  EXPECT_GT(smallest, 0.005);
  EXPECT_LT(largest, 0.02);
}

TEST(NdviColor, clamps_beyond_its_range) {
  EXPECT_EQ(ndvi_color(-1), ndvi_color(kNdviLow));
  EXPECT_EQ(ndvi_color(1.2), ndvi_color(kNdviHigh));
}

TEST(NdviColor, is_that_of_the_style_for_qgis) {
  std::ifstream file(UNDERCAST_SOURCE_DIR "/qgis/undercast/styles/ndvi.qml");
  const std::string style{std::istreambuf_iterator<char>(file), {}};
  const std::regex item("<item value=\"([^\"]+)\" label=\"[^\"]+\" color=\"#(..)(..)(..)\"");
  int items = 0;
  for (std::sregex_iterator found(style.begin(), style.end(), item), end; found != end; ++found, ++items) {
    const Color color = ndvi_color(std::stod((*found)[1]));
    EXPECT_EQ(std::stoi((*found)[2], nullptr, 16), color.red) << (*found)[1];
    EXPECT_EQ(std::stoi((*found)[3], nullptr, 16), color.green) << (*found)[1];
    EXPECT_EQ(std::stoi((*found)[4], nullptr, 16), color.blue) << (*found)[1];
  }
  EXPECT_EQ(items, 13);
}

TEST(Colors, show_missing_as_a_grey_that_no_value_has) {
  EXPECT_EQ(ndvi_color(NAN), kMissingColor);
  EXPECT_EQ(difference_color(NAN, 0.3), kMissingColor);
  EXPECT_EQ(kMissingColor.red, kMissingColor.green);
  EXPECT_EQ(kMissingColor.red, kMissingColor.blue);
  const auto chroma = [](const Color& c) {
    return std::max({c.red, c.green, c.blue}) - std::min({c.red, c.green, c.blue});
  };
  for (int i = 4; i <= 60; ++i) EXPECT_GT(chroma(ndvi_color(kNdviLow + (kNdviHigh - kNdviLow) * i / 60.0)), 10) << i;
}

TEST(DifferenceColor, is_as_light_on_both_sides) {
  for (int i = 0; i <= 10; ++i)
    EXPECT_NEAR(lightness(difference_color(0.03 * i, 0.3)), lightness(difference_color(-0.03 * i, 0.3)), 0.03);
  EXPECT_GT(lightness(difference_color(0, 0.3)), lightness(difference_color(0.2, 0.3)));
}

TEST(TimeColor, lightens_evenly_from_early_to_late) {
  for (int i = 1; i <= 40; ++i)
    EXPECT_NEAR(lightness(time_color(i / 40.0)) - lightness(time_color((i - 1) / 40.0)), 0.64 / 40, 0.008) << i;
  EXPECT_EQ(time_color(-3), time_color(0));
  EXPECT_EQ(time_color(7), time_color(1));
  EXPECT_EQ(time_color(NAN), kMissingColor);
}

// The colours in the middle of a map's pixels: each is drawn 11 x 11 px large where the map has 30
// x 30.
TEST(Maps, enlarge_small_images_pixel_by_pixel) {
  const PngPixels png(draw_maps(sheet(30)));
  const int next = 11 * 30 + kMapGap;
  EXPECT_EQ(png.at(kMapLeft + 5, kMapTop + 5), kMissingColor);
  EXPECT_EQ(png.at(kMapLeft + 11, kMapTop), ndvi_color(0.5));
  EXPECT_EQ(png.at(kMapLeft + 329, kMapTop + 329), ndvi_color(0.5));
  EXPECT_EQ(png.at(kMapLeft + next + 5, kMapTop + 5), kMissingColor) << "the second date";
  EXPECT_EQ(png.at(kMapLeft + 16, kMapTop + next + 5), difference_color(0.5, 0.3)) << "the second row";
  EXPECT_EQ(png.at(kMapLeft + 335, kMapTop + 5), kWhite) << "between both dates";
}

TEST(Maps, average_the_pixels_of_large_images) {
  MapSheet large = sheet(680);
  std::vector<float>& values = large.rows[0].panels[0].values;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 0.25F : 0.75F;
  values[1] = NAN;
  const PngPixels png(draw_maps(large));
  EXPECT_EQ(png.at(kMapLeft + 170, kMapTop + 170), ndvi_color(0.5));
  EXPECT_EQ(png.at(kMapLeft, kMapTop), ndvi_color(1.25 / 3)) << "missing pixels do not count";
}

TEST(Maps, have_a_colour_bar_with_the_highest_value_at_the_top) {
  const PngPixels png(draw_maps(sheet(30)));
  const int middle = kMapLeft + 2 * (330 + kMapGap) + 6 + 8;
  EXPECT_EQ(png.at(middle, kMapTop), ndvi_color(kNdviHigh - (kNdviHigh - kNdviLow) * 0.5 / 220));
  EXPECT_EQ(png.at(middle, kMapTop + 219), ndvi_color(kNdviHigh - (kNdviHigh - kNdviLow) * 219.5 / 220));
}

TEST(Maps, show_days_of_the_year_on_a_scale_for_each_row) {
  MapSheet days = sheet(30);
  for (MapRow& row : days.rows) {
    row.scale = MapScale::day_of_year;
    for (MapPanel& panel : row.panels) panel.values.assign(panel.values.size(), 30);
  }
  days.rows[0].first_day = -60;
  days.rows[0].last_day = 120;
  days.rows[1].first_day = 30;
  days.rows[1].last_day = 700;
  const PngPixels png(draw_maps(days));
  EXPECT_EQ(png.at(kMapLeft + 5, kMapTop + 5), time_color(0.5));
  EXPECT_EQ(png.at(kMapLeft + 5, kMapTop + 330 + kMapGap + 5), time_color(0));
}

TEST(Maps, of_several_sheets_lie_beneath_each_other) {
  MapSheet errors = sheet(30);
  for (MapRow& row : errors.rows) row.scale = MapScale::error;
  const PngPixels png(draw_maps({sheet(30), errors}));
  const int one = static_cast<int>(std::ceil(maps_height(sheet(30))));
  EXPECT_EQ(png.width(), kSheetWidth_px);
  EXPECT_EQ(png.height(), 2 * one);
  EXPECT_EQ(png.at(kMapLeft + 16, kMapTop + 5), ndvi_color(0.5));
  EXPECT_EQ(png.at(kMapLeft + 16, one + kMapTop + 5), difference_color(0.5, 0.3));
}

TEST(Densities, are_darkest_where_most_values_lie) {
  const PngPixels png(draw_densities("densities", {{"p", {{"method", "", 2, {0, 5, 1, 90}}}}}));
  const int left = 66, top = 120;  // of a square of 240 px, two cells a side; estimates rise upwards
  const auto color = [](double count) {
    return ndvi_color(kNdviLow + (0.15 + 0.85 * std::log1p(count) / std::log1p(90)) * (kNdviHigh - kNdviLow));
  };
  EXPECT_EQ(png.at(left + 30, top + 200), kWhite);
  EXPECT_EQ(png.at(left + 200, top + 200), color(5));
  EXPECT_EQ(png.at(left + 30, top + 60), color(1));
  EXPECT_EQ(png.at(left + 200, top + 60), color(90));
}

TEST(Densities, wrap_long_rows_and_refuse_wrong_numbers_of_cells) {
  const DensityPanel panel{"a method with a name that is much longer than its panel is wide", "", 2, {0, 5, 1, 90}};
  const DensityPanel nothing{"nothing", "", 2, {}};
  const auto height = [](const DensityRow& row) { return PngPixels(draw_densities("densities", {row})).height(); };
  EXPECT_EQ(height({"p", {panel}}), height({"p", {panel, panel, nothing, panel}}));
  EXPECT_EQ(height({"p", {panel, panel, panel, panel, panel}}), height({"p", {panel}}) + 330);
  DensityPanel bad = panel;
  bad.cells = 3;
  EXPECT_THROW(draw_densities("densities", {{"p", {bad}}}), Error);
}

TEST(AmountColor, darkens_from_none_to_the_most) {
  EXPECT_EQ(amount_color(0), time_color(1));
  EXPECT_EQ(amount_color(1.5), time_color(0));
  EXPECT_EQ(amount_color(NAN), kMissingColor);
}

TEST(Maps, refuse_a_row_without_a_map_for_each_column) {
  MapSheet bad = sheet(8);
  bad.rows[0].panels.pop_back();
  EXPECT_THROW(draw_maps(bad), Error);
}

TEST(Pictures, are_the_same_bytes_for_the_same_input) {
  EXPECT_EQ(draw_quicklook(sheet(20), {chart()}), draw_quicklook(sheet(20), {chart()}));
  EXPECT_NE(draw_series({chart()}), draw_series({chart(), chart()}));
}

TEST(Charts, put_values_at_their_day_and_height) {
  const PngPixels png(draw_series({chart()}));
  // Days 17597 to 17619 take 1072 px from 62, NDVI 1 to -0.2 takes 190 px from 62.
  EXPECT_EQ(png.at(208, 188), series_color(0)) << "observed, 0.2 on day 17600";
  EXPECT_EQ(png.at(988, 93), series_color(0)) << "observed, 0.8 on day 17616";
  EXPECT_EQ(png.at(598, 141), series_color(2)) << "filled, 0.5 on day 17608";
  EXPECT_EQ(png.at(1100, 141), kWhite);
}

TEST(Charts, draw_nothing_of_an_empty_curve_and_refuse_unequal_lengths) {
  const Chart empty{"nothing observed", {{"observed", CurveStyle::points, 0, {}, {}, {}, {}, false}}};
  const PngPixels png(draw_series({empty}));
  EXPECT_EQ(png.at(600, 150), kWhite);
  Chart bad = chart();
  bad.curves[0].values.pop_back();
  EXPECT_THROW(draw_series({bad}), Error);
}

const GapBars kPanel{"blocks-short", {"0-16", "17-32"}, {5000, 0}, {{"linear", {0.1, NAN}}, {"vit", {0.05, NAN}}}};

TEST(BarsByGap, are_as_high_as_their_values) {
  const PngPixels errors(draw_bars_by_gap("errors", BarScale::rmse, {kPanel}));
  // The axis ends at 0.15 and is 210 px high, from y 108 to 318.
  EXPECT_EQ(errors.at(200, 180), series_color(0));
  EXPECT_EQ(errors.at(200, 175), kWhite);
  EXPECT_EQ(errors.at(450, 250), series_color(1));
  EXPECT_EQ(errors.at(450, 245), kWhite);
  EXPECT_EQ(errors.at(800, 300), kWhite) << "no value, no bar";
  const PngPixels coverage(draw_bars_by_gap("coverage", BarScale::coverage, {kPanel}));
  EXPECT_EQ(coverage.at(200, 300), series_color(0));
  EXPECT_EQ(coverage.at(200, 290), kWhite);
}

TEST(BarsByGap, of_three_protocols_take_two_rows) {
  const auto height = [](const std::vector<GapBars>& panels) {
    return PngPixels(draw_bars_by_gap("errors", BarScale::rmse, panels)).height();
  };
  EXPECT_EQ(height({kPanel, kPanel}), height({kPanel}));
  EXPECT_EQ(height({kPanel, kPanel, kPanel}), height({kPanel}) + 320);
  GapBars bad = kPanel;
  bad.counts.pop_back();
  EXPECT_THROW(draw_bars_by_gap("errors", BarScale::rmse, {bad}), Error);
}

}  // namespace
}  // namespace undercast
