// SPDX-License-Identifier: Apache-2.0
// What composite() makes of radar images that adjoin, have masks, or hold no backscatter.
#include <gtest/gtest.h>

#include <cmath>

#include "composite/composite.h"
#include "composite/small_inputs.h"
#include "core/decibels.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"

namespace undercast {
namespace {

class RadarImages : public testing::Test {
 protected:
  RadarImages() {
    write_optical(folder_ / "s2/2018-05-01", grid_, 1000, 3000, 4);
    options_.sentinel2 = folder_ / "s2";
    options_.start = "2018-05-01";
    options_.end = "2018-05-16";
  }
  // An image of Sentinel-1A on relative orbit 37.
  void add(const std::string& name, const std::string& date, float vh_db, const Grid& grid) {
    write_flat(folder_ / name, grid, vh_db, FileType::float32);
    options_.sentinel1_items.push_back(
        {{"date", date}, {"VH", folder_ / name}, {"relative-orbit", "37"}, {"platform", "S1A"}});
  }
  CompositeSummary run() { return composite(options_, {folder_ / "cube.tif", {}, {}, true}, {.threads = 2}); }
  Cube cube() {
    CubeFile file(folder_ / "cube.tif");
    return file.read(file.layout().grid.whole());
  }

  TemporaryFolder folder_;
  CompositeOptions options_;
  Grid grid_ = small_grid(12, 16);
};

TEST_F(RadarImages, of_one_pass_are_one_acquisition) {
  add("north.tif", "2018-05-01", -10, grid_);
  add("south.tif", "2018-05-01", -10, small_grid(12, 16, 10, 500000, 5600000 - 60));
  add("later.tif", "2018-05-07", -20, grid_);
  const CompositeSummary summary = run();
  EXPECT_EQ(summary.radar_acquisitions, 2);
  EXPECT_EQ(summary.radar_orbits, "relative orbit 37 (2 acquisitions of S1A)");
  const auto mean_db = static_cast<float>(db_of_power((power_of_db(-10) + power_of_db(-20)) / 2));
  EXPECT_NEAR(cube().vh.at(0, 2, 5), mean_db, 1e-4) << "north alone";
  EXPECT_NEAR(cube().vh.at(0, 10, 5), mean_db, 1e-4) << "north and south count once";
}

TEST_F(RadarImages, of_other_days_and_platforms_are_acquisitions_of_their_own) {
  for (const char* platform : {"S1A", "S1C"}) {
    add(platform, "2018-05-01", -10, grid_);
    options_.sentinel1_items.back()["platform"] = platform;
  }
  add("later", "2018-05-02", -10, grid_);
  EXPECT_EQ(run().radar_acquisitions, 3);
}

TEST_F(RadarImages, are_missing_where_their_mask_does_not_call_them_valid) {
  add("vh.tif", "2018-05-01", -10, grid_);
  const auto classes = [](int row, int) { return row < 4 ? 0 : row < 8 ? 2 : 255; };
  write_image(folder_ / "mask.tif", grid_, image_of(grid_, classes), FileType::uint8);
  options_.sentinel1_items.back()["mask"] = folder_ / "mask.tif";
  options_.radar_resampling = "nearest";
  run();
  EXPECT_FLOAT_EQ(cube().vh.at(0, 3, 5), -10);
  EXPECT_TRUE(std::isnan(cube().vh.at(0, 4, 5)));
  EXPECT_TRUE(std::isnan(cube().vh.at(0, 11, 5)));
  write_flat(folder_ / "mask.tif", coarser(grid_, 2), 0, FileType::uint8);
  expect_error(ErrorKind::bad_input, "mask.tif has another grid than", [&] { run(); });
}

TEST_F(RadarImages, of_digital_numbers_are_refused_as_linear_power) {
  options_.radar_units = "power";
  write_flat(folder_ / "vh.tif", grid_, 90, FileType::uint16);
  options_.sentinel1_items = {{{"date", "2018-05-01"}, {"VH", folder_ / "vh.tif"}}};
  expect_error(ErrorKind::bad_input, "digital numbers", [&] { run(); });
}

}  // namespace
}  // namespace undercast
