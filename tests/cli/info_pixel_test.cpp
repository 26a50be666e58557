// SPDX-License-Identifier: Apache-2.0
// info --pixel: the series of one pixel as a chart or as JSON.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

class InfoPixel : public testing::Test {
 protected:
  // 2 rows of 3; the pixel at row 1, column 2 has a series of its own, the others are all .5 or -20
  // dB.
  InfoPixel() {
    RasterFile raster;
    raster.rows = 2;
    raster.cols = 3;
    raster.bands.clear();
    const auto add = [&](const std::string& band, float others, float value) {
      raster.bands.push_back(band);
      raster.values.push_back({others, others, others, others, others, value});
    };
    const float ndvi[] = {0, 0.5F, NAN, 1, NAN}, vh[] = {-20.5F, -18, -14.2F};
    const char* const dates[] = {"2018-01-01", "2018-01-09", "2018-01-17", "2018-01-25", "2018-02-02"};
    for (int i = 0; i < 5; ++i) add(std::string("NDVI_") + dates[i], 0.5F, ndvi[i]);
    for (int i = 0; i < 3; ++i) add(std::string("VH_") + dates[i + 1], -20, vh[i]);
    raster.make(cube_);
  }

  Outcome info(const std::string& pixel, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> line{"info", cube_, "--pixel", pixel};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }

  TemporaryFolder folder_;
  const std::string cube_ = folder_ / "cube.tif";
};

TEST_F(InfoPixel, draws_values_as_bars_and_marks_what_is_missing) {
  const Outcome outcome = info("1,2");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"row 1, column 2, at (500025, 5599985)", "NDVI: 3 of 5 dates have a value, 0.00 to 1.00",
                           "      1 │   █ \n", "      0 │▁█ █ \n", "         ●●·●·\n", "        │ ▁ █ \n",
                           "VH: 3 of 3 dates have a value, -20.50 to -14.20 dB", "    -14 │   ▇ \n", "    -21 │ ▃██ \n",
                           "          ●●● \n", "2018-01-01", "a column is 8 days"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << " is not in:\n" << outcome.out;
}

TEST_F(InfoPixel, shows_another_pixel_where_asked) {
  EXPECT_NE(info("0,0").out.find("NDVI: 5 of 5 dates have a value, 0.50 to 0.50"), std::string::npos);
}

TEST_F(InfoPixel, says_values_as_json) {
  const Outcome outcome = info("1,2", {"--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto object = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(object.at("row"), 1);
  const auto& ndvi = object.at("variables").at("NDVI").at("steps");
  ASSERT_EQ(ndvi.size(), 5U);
  EXPECT_EQ(ndvi[1].at("date"), "2018-01-09");
  EXPECT_EQ(ndvi[1].at("value"), 0.5);
  EXPECT_TRUE(ndvi[2].at("value").is_null());
  EXPECT_EQ(object.at("variables").at("VH").at("unit"), "dB");
}

TEST_F(InfoPixel, keeps_long_series_within_a_terminal) {
  RasterFile raster;
  raster.bands.clear();
  for (int year = 2000; year < 2030; ++year)
    for (int month = 1; month <= 12; ++month)
      raster.bands.push_back("NDVI_" + std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month) +
                             "-01");
  const Outcome outcome = run({"info", raster.make(folder_ / "long.tif"), "--pixel", "0,0"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  std::istringstream lines(outcome.out.substr(outcome.out.find('\n')));  // the first holds the path
  for (std::string line; std::getline(lines, line);) {
    // Bytes that continue a character of UTF-8 take no room.
    const auto width = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
    EXPECT_LE(width, 110) << line;
  }
}

TEST_F(InfoPixel, refuses_what_is_no_pixel_of_the_cube) {
  for (const auto& [pixel, part] : {std::pair{"2,0", "2 rows and 3 columns"},
                                    {"0,3", "outside"},
                                    {"1", "a row and a column"},
                                    {"1,2,3", "a row and a column"},
                                    {"-1,0", "--pixel"},
                                    {"a,b", "--pixel"}}) {
    const Outcome outcome = info(pixel);
    EXPECT_EQ(outcome.exit_code, 2) << pixel;
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(InfoPixel, refuses_a_model) {
  std::ofstream(folder_ / "model.uc") << "UNDERCAST\n\x1a\n and more";
  const Outcome outcome = run({"info", folder_ / "model.uc", "--pixel", "0,0"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("is a model"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace undercast
