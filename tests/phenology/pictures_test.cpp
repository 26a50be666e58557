// SPDX-License-Identifier: Apache-2.0
#include "phenology/pictures.h"

#include <gtest/gtest.h>

#include "picture/png_pixels.h"

namespace undercast {
namespace {

TEST(PhenologyPicture, shows_days_of_the_year_on_the_scale_of_their_row) {
  Grid grid;
  grid.rows = grid.cols = 10;
  PhenologyPicture picture(grid, {{"SOS_2018_1", {}}, {"PEAK_2018_1", {}}, {"EOS_2018_1", {}}, {"SOS_SD_2018_1", {}}},
                           false);
  // Starts on days 61 and 91, so that the scale goes from 61 to 91; the first pixel has no season.
  std::vector<float> values(400, 61);
  std::fill(values.begin() + 50, values.begin() + 100, 91.0F);
  values[0] = values[100] = values[200] = kMissing;
  picture.take(grid.whole(), values);
  const PngPixels png(picture.draw("seasons"));
  constexpr int kLeft = 62, kTop = 78, kZoom = 34;  // 10 x 10 pixels in 340 px
  EXPECT_EQ(png.at(kLeft + 10, kTop + 10), kMissingColor);
  EXPECT_EQ(png.at(kLeft + kZoom + 10, kTop + 10), time_color(0));
  EXPECT_EQ(png.at(kLeft + 10, kTop + 9 * kZoom + 10), time_color(1));
}

TEST(PhenologyPicture, turns_days_since_1970_into_days_of_the_year) {
  Grid grid;
  grid.rows = grid.cols = 10;
  const std::vector<BandInfo> bands{{"SOS_2018_1", {}}, {"PEAK_2018_1", {}}, {"EOS_2018_1", {}}};
  PhenologyPicture by_epoch(grid, bands, true), by_day(grid, bands, false);
  const auto days = [](float day) { return std::vector<float>(300, day); };
  by_epoch.take(grid.whole(), days(static_cast<float>((parse_date("2018-03-01") - Date()).count())));
  by_day.take(grid.whole(), days(60));
  EXPECT_EQ(by_epoch.draw("seasons"), by_day.draw("seasons"));
}

}  // namespace
}  // namespace undercast
