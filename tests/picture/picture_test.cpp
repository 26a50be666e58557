// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/error.h"
#include "picture/charts.h"
#include "picture/color_scale.h"
#include "picture/density.h"
#include "picture/maps.h"

namespace undercast {
namespace {

struct Size {
  std::uint32_t width, height;
};

// From the header chunk of a PNG file (ISO/IEC 15948, 11.2.2).
Size png_size(const std::string& png) {
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(png.substr(png.size() - 8, 4), "IEND");
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  return {number(16), number(20)};
}

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

TEST(NdviColor, DarkensEvenlyFromBareSoilToFullCover) {
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

TEST(NdviColor, ClampsBeyondItsRange) {
  EXPECT_EQ(ndvi_color(-1), ndvi_color(kNdviLow));
  EXPECT_EQ(ndvi_color(1.2), ndvi_color(kNdviHigh));
}

TEST(Colors, ShowMissingAsAGreyThatNoValueHas) {
  EXPECT_EQ(ndvi_color(NAN), kMissingColor);
  EXPECT_EQ(difference_color(NAN, 0.3), kMissingColor);
  EXPECT_EQ(kMissingColor.red, kMissingColor.green);
  EXPECT_EQ(kMissingColor.red, kMissingColor.blue);
  const auto chroma = [](const Color& c) {
    return std::max({c.red, c.green, c.blue}) - std::min({c.red, c.green, c.blue});
  };
  for (int i = 4; i <= 60; ++i) EXPECT_GT(chroma(ndvi_color(kNdviLow + (kNdviHigh - kNdviLow) * i / 60.0)), 10) << i;
}

TEST(DifferenceColor, IsAsLightOnBothSides) {
  for (int i = 0; i <= 10; ++i)
    EXPECT_NEAR(lightness(difference_color(0.03 * i, 0.3)), lightness(difference_color(-0.03 * i, 0.3)), 0.03);
  EXPECT_GT(lightness(difference_color(0, 0.3)), lightness(difference_color(0.2, 0.3)));
}

TEST(TimeColor, LightensEvenlyFromEarlyToLate) {
  for (int i = 1; i <= 40; ++i)
    EXPECT_NEAR(lightness(time_color(i / 40.0)) - lightness(time_color((i - 1) / 40.0)), 0.64 / 40, 0.008) << i;
  EXPECT_EQ(time_color(-3), time_color(0));
  EXPECT_EQ(time_color(7), time_color(1));
  EXPECT_EQ(time_color(NAN), kMissingColor);
}

TEST(Maps, ShowDaysOfTheYearOnAScaleForEachRow) {
  MapSheet days = sheet(30);
  for (MapRow& row : days.rows) row.scale = MapScale::day_of_year;
  days.rows[0].first_day = -60;
  days.rows[0].last_day = 120;
  days.rows[1].first_day = 121;
  days.rows[1].last_day = 700;
  for (MapPanel& panel : days.rows[0].panels) panel.values.assign(panel.values.size(), 30);
  const std::string png = draw_maps(days);
  EXPECT_EQ(png_size(png).width, static_cast<std::uint32_t>(kSheetWidth_px));
  MapSheet later = days;
  for (MapPanel& panel : later.rows[0].panels) panel.values.assign(panel.values.size(), 90);
  EXPECT_NE(draw_maps(later), png);
}

TEST(Maps, MakeAPngOfTheSheetsSizeFromSmallAndLargeImages) {
  for (const int size : {1, 30, 900}) {
    const Size found = png_size(draw_maps(sheet(size)));
    EXPECT_EQ(found.width, static_cast<std::uint32_t>(kSheetWidth_px));
    EXPECT_EQ(found.height, static_cast<std::uint32_t>(std::ceil(maps_height(sheet(size)))));
  }
}

TEST(Maps, OfSeveralSheetsLieBeneathEachOther) {
  MapSheet errors = sheet(30);
  for (MapRow& row : errors.rows) row.scale = MapScale::error;
  const Size one = png_size(draw_maps(errors)), two = png_size(draw_maps({errors, errors}));
  EXPECT_EQ(two.height, 2 * one.height);
}

TEST(Densities, WrapLongRowsAndRefuseWrongNumbersOfCells) {
  const DensityPanel panel{"a method with a name that is much longer than its panel is wide", "", 2, {0, 5, 1, 90}};
  const DensityPanel nothing{"nothing", "", 2, {}};
  const auto height = [](const DensityRow& row) { return png_size(draw_densities("densities", {row})).height; };
  EXPECT_EQ(height({"p", {panel}}), height({"p", {panel, panel, nothing, panel}}));
  EXPECT_LT(height({"p", {panel}}), height({"p", {panel, panel, panel, panel, panel}}));
  DensityPanel bad = panel;
  bad.cells = 3;
  EXPECT_THROW(draw_densities("densities", {{"p", {bad}}}), Error);
}

TEST(Maps, RefuseARowWithoutAMapForEachColumn) {
  MapSheet bad = sheet(8);
  bad.rows[0].panels.pop_back();
  EXPECT_THROW(draw_maps(bad), Error);
}

TEST(Pictures, AreTheSameBytesForTheSameInput) {
  EXPECT_EQ(draw_quicklook(sheet(20), {chart()}), draw_quicklook(sheet(20), {chart()}));
  EXPECT_NE(draw_series({chart()}), draw_series({chart(), chart()}));
}

TEST(Charts, DrawNothingOfAnEmptyCurveAndRefuseUnequalLengths) {
  Chart empty{"nothing observed", {{"observed", CurveStyle::points, 0, {}, {}, {}, {}, false}}};
  EXPECT_GT(png_size(draw_series({empty})).height, 100U);
  Chart bad = chart();
  bad.curves[0].values.pop_back();
  EXPECT_THROW(draw_series({bad}), Error);
}

TEST(BarsByGap, DrawAPanelForEachProtocol) {
  const GapBars panel{"blocks-short", {"0-16", "17-32"}, {5000, 0}, {{"linear", {0.1, NAN}}, {"vit", {0.05, NAN}}}};
  const Size one = png_size(draw_bars_by_gap("errors", BarScale::rmse, {panel}));
  const Size three = png_size(draw_bars_by_gap("errors", BarScale::rmse, {panel, panel, panel}));
  EXPECT_GT(three.height, one.height);
  EXPECT_EQ(png_size(draw_bars_by_gap("coverage", BarScale::coverage, {panel})).height, one.height);
  EXPECT_NE(draw_bars_by_gap("", BarScale::coverage, {panel}), draw_bars_by_gap("", BarScale::rmse, {panel}));
  GapBars bad = panel;
  bad.counts.pop_back();
  EXPECT_THROW(draw_bars_by_gap("errors", BarScale::rmse, {bad}), Error);
}

}  // namespace
}  // namespace undercast
