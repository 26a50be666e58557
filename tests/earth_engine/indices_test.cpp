// SPDX-License-Identifier: Apache-2.0
// Black box: the program retrieves other indices than NDVI from a stand-in for Earth Engine.
#include <gtest/gtest.h>

#include <cmath>

#include "cli/run_program.h"
#include "composite/index_formula.h"
#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "earth_engine/stand_in.h"
#include "io/cube_file.h"
#include "io/gdal.h"

namespace undercast {
namespace {

class EarthEngineIndices : public testing::Test {
 protected:
  void SetUp() override {
    server_ = std::make_unique<EeStandIn>(
        made_up_cube(small_grid(20, 30), make_periods(parse_date("2018-05-01"), parse_date("2018-05-31"), 8)));
    server_->write_service_key(key_);
  }
  Outcome retrieve(const std::string& index, Arguments more = {}) {
    more.insert(more.begin(), {"retrieve",
                               "--source",
                               "earth-engine",
                               "--credentials",
                               key_,
                               "--ee-api",
                               server_->base(),
                               "--area",
                               "500000,5599800,500300,5600000",
                               "--area-crs",
                               "EPSG:32631",
                               "--crs",
                               "EPSG:32631",
                               "--start",
                               "2018-05-01",
                               "--end",
                               "2018-05-31",
                               "--retry-pause",
                               "0.001",
                               "--cloud-dilation",
                               "0",
                               "-o",
                               cube_,
                               "--index",
                               index});
    return run(more);
  }
  std::vector<std::string> bands() const {
    const DatasetPtr file = open_raster(cube_);
    std::vector<std::string> names;
    for (int band = 1; band <= file->GetRasterCount(); ++band)
      names.emplace_back(file->GetRasterBand(band)->GetDescription());
    return names;
  }
  // What composite would make of the digital numbers of the stand-in.
  void expect_as_of_composite(const std::string& text) {
    IndexFormula formula(text);
    CubeReadOptions reading;
    reading.variable = formula.index().name;
    CubeFile file(cube_, reading);
    EXPECT_EQ(file.layout().index, formula.index());
    const Cube cube = file.read(file.layout().grid.whole());
    int wrong = 0, observed = 0;
    for (int step = 0; step < cube.ndvi.steps(); ++step)
      for (int row = 0; row < cube.grid.rows; ++row)
        for (int col = 0; col < cube.grid.cols; ++col) {
          std::vector<double> reflectances;
          for (std::string band : formula.bands()) {
            if (band[1] == '0') band.erase(1, 1);
            reflectances.push_back(0.0001 * made_up_number(band, step, row, col));
          }
          const bool is_clear = made_up_number("SCL", step, row, col) == 4;
          const float expected = is_clear ? formula.of(reflectances) : kMissing, found = cube.ndvi.at(step, row, col);
          observed += is_observed(found) ? 1 : 0;
          wrong += is_missing(expected) != is_missing(found) || std::abs(expected - found) > 1e-5F ? 1 : 0;
        }
    EXPECT_EQ(wrong, 0) << text;
    EXPECT_GT(observed, 1000) << text;
  }

  TemporaryFolder folder_;
  const std::string key_ = folder_ / "key.json", cube_ = folder_ / "cube.tif";
  std::unique_ptr<EeStandIn> server_;
};

TEST_F(EarthEngineIndices, stand_in_the_cube_as_composite_writes_them) {
  const Outcome outcome = retrieve("kNDVI,NDRE,GNDVI=(B08-B03)/(B08+B03)");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* text : {"kNDVI", "NDRE", "GNDVI=(B08-B03)/(B08+B03)"}) expect_as_of_composite(text);
  const std::vector<std::string> names = bands();
  ASSERT_EQ(names.size(), 16U) << "three indices and VH of four periods";
  EXPECT_EQ(names[0], "kNDVI_2018-05-01");
  EXPECT_EQ(names[3], "kNDVI_2018-05-25");
  EXPECT_EQ(names[4], "NDRE_2018-05-01");
  EXPECT_EQ(names[8], "GNDVI_2018-05-01");
  EXPECT_EQ(names[12], "VH_2018-05-01");
}

TEST_F(EarthEngineIndices, survive_tiles_that_are_too_large) {
  server_->most_values = 20 * 30 * 4;
  const Outcome outcome = retrieve("EVI2,NDMI", {"--radar-source", "none", "--requests", "2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_GT(server_->requests("computePixels", 400), 0);
  for (const char* text : {"EVI2", "NDMI"}) expect_as_of_composite(text);
}

TEST_F(EarthEngineIndices, begin_before_radar) {
  const Outcome outcome = retrieve("NDVI,NDMI", {"--context-years", "1"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const DatasetPtr file = open_raster(cube_);
  const auto band_of = [&](const std::string& name) {
    for (int band = 1; band <= file->GetRasterCount(); ++band)
      if (name == file->GetRasterBand(band)->GetDescription()) return read_values(*file, cube_, {0, 0, 20, 30}, {band});
    return std::vector<float>();
  };
  const Cube expected =
      made_up_cube(small_grid(20, 30), make_periods(parse_date("2018-05-01"), parse_date("2018-05-31"), 8));
  EXPECT_EQ(band_of("VH_2018-05-25"), std::vector<float>(expected.vh.image(3), expected.vh.image(3) + 600));
  EXPECT_TRUE(band_of("VH_2017-05-25").empty());
  ASSERT_FALSE(band_of("NDMI_2017-05-25").empty());
}

TEST_F(EarthEngineIndices, that_cannot_be_computed_are_refused_before_any_request) {
  EXPECT_TRUE(refused(retrieve("X=B8-B04"), 2,
                      {"B8 is no band of Sentinel-2 L2A", "the bands are B01, B02, B03, B04, B05, B06, B07, B08"}));
  EXPECT_TRUE(refused(retrieve("X=acosh(1+B08)"), 2, {"Earth Engine has no function acosh", "a STAC archive"}));
  EXPECT_TRUE(refused(retrieve("GNDVI"), 2, {"no index of this name is known"}));
  EXPECT_EQ(server_->requests(""), 0);
}

TEST_F(EarthEngineIndices, of_20_m_alone_make_a_cube_of_20_m) {
  const Outcome dry = retrieve("NDVI,NDRE", {"--dry-run"});
  ASSERT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_NE(dry.out.find("30 x 20 px of 10 units"), std::string::npos) << dry.out;
  const Outcome coarse = retrieve("NDRE,NDMI", {"--dry-run"});
  ASSERT_EQ(coarse.exit_code, 0) << coarse.err;
  EXPECT_NE(coarse.out.find("15 x 10 px of 20 units"), std::string::npos) << coarse.out;
}

}  // namespace
}  // namespace undercast
