// SPDX-License-Identifier: Apache-2.0
// Each bad cube is one clear error: the file, what was expected, what was found, how to mend it.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

class BadCube : public testing::Test {
 protected:
  std::string path() const { return folder_ / "cube.tif"; }
  void open(const CubeReadOptions& options = {}) const { CubeFile(path(), options); }
  void read() const {
    CubeFile file(path());
    file.read(file.layout().grid.whole());
  }
  testing::AssertionResult refused(const RasterFile& raster, std::vector<std::string> parts) const {
    raster.make(path());
    parts.push_back(path());
    return throws_error([&] { read(); }, ErrorKind::bad_input, parts);
  }
  static RasterFile with_bands(std::vector<std::string> bands) {
    RasterFile raster;
    raster.bands = std::move(bands);
    return raster;
  }

  TemporaryFolder folder_;
};

TEST_F(BadCube, missing_file) {
  EXPECT_TRUE(throws_error([&] { open(); }, ErrorKind::io, {path(), "No such file", "check that the path is right"}));
}

TEST_F(BadCube, empty_file) {
  std::ofstream(path()).close();
  EXPECT_TRUE(throws_error([&] { open(); }, ErrorKind::io, {path(), "cannot open"}));
}

TEST_F(BadCube, transform_without_a_size_of_pixels) {
  RasterFile raster;
  raster.affine = {500000, std::nan(""), 0, 5600000, 0, -10};
  EXPECT_TRUE(refused(raster, {"transform", "gdal_edit.py -a_ullr"}));
  raster.affine = {500000, 10, 10, 5600000, 10, 10};
  EXPECT_TRUE(refused(raster, {"pixels have no size"}));
}

TEST_F(BadCube, text_instead_of_a_raster) {
  std::ofstream(path()) << "date,ndvi\n";
  EXPECT_TRUE(throws_error([&] { open(); }, ErrorKind::io, {path(), "cannot open"}));
}

TEST_F(BadCube, tiff_truncated_anywhere) {
  write_cube(folder_ / "whole.tif", random_cube(300, 300));
  const auto size = std::filesystem::file_size(folder_ / "whole.tif");
  for (const double share : {0.00002, 0.0001, 0.001, 0.01, 0.3, 0.6, 0.9, 0.999}) {
    std::filesystem::copy_file(folder_ / "whole.tif", path(), std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(path(), static_cast<std::uintmax_t>(static_cast<double>(size) * share));
    EXPECT_TRUE(throws_error([&] { read(); }, ErrorKind::io, {path()})) << share;
  }
}

TEST_F(BadCube, tiff_with_altered_bytes_of_a_tile) {
  write_cube(path(), random_cube(300, 300));
  const auto size = std::filesystem::file_size(path());
  std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(size * 4 / 10));
  file << std::string(size / 2, '\x5a');
  file.close();
  EXPECT_TRUE(throws_error([&] { read(); }, ErrorKind::io, {path(), "incomplete or damaged"}));
}

TEST_F(BadCube, band_whose_date_cannot_be_read) {
  EXPECT_TRUE(
      refused(with_bands({"NDVI_2018-01-01", "NDVI_2018-02-30"}), {"band 2", "'NDVI_2018-02-30'", "NDVI_YYYY-MM-DD"}));
}

TEST_F(BadCube, band_that_is_none_of_a_cubes) {
  EXPECT_TRUE(
      refused(with_bands({"NDVI_2018-01-01", "SCL_2018-01-01"}), {"band 2", "'SCL_2018-01-01'", "SetDescription"}));
  EXPECT_TRUE(refused(with_bands({"NDVI_2018-01-01", ""}), {"band 2", "''", "NDVI_<date>"}));
}

TEST_F(BadCube, no_ndvi) { EXPECT_TRUE(refused(with_bands({"VH_2018-01-01"}), {"no NDVI band", "NDVI_<date>"})); }

TEST_F(BadCube, two_bands_of_one_date) {
  EXPECT_TRUE(
      refused(with_bands({"NDVI_2018-01-01", "VH_2018-01-01", "NDVI_2018-01-01"}), {"bands 1 and 3", "same date"}));
}

TEST_F(BadCube, dated_and_numbered_bands) {
  EXPECT_TRUE(refused(with_bands({"NDVI_2018-01-01", "NDVI_01"}), {"some NDVI bands are dated and others numbered"}));
}

TEST_F(BadCube, numbered_bands_without_a_start_or_a_period) {
  EXPECT_TRUE(refused(with_bands({"NDVI_00", "NDVI_01"}), {"numbered", "NDVI_00", "--cube-start", "--cube-period"}));
  CubeReadOptions start_only;
  start_only.start = "2018-01-01";
  EXPECT_TRUE(throws_error([&] { open(start_only); }, ErrorKind::bad_input, {path(), "--cube-period"}));
}

TEST_F(BadCube, numbered_bands_twice) {
  with_bands({"NDVI_1", "NDVI_01"}).make(path());
  CubeReadOptions options;
  options.start = "2018-01-01";
  options.period_days = 8;
  EXPECT_TRUE(throws_error([&] { open(options); }, ErrorKind::bad_input, {path(), "bands 1 and 2"}));
}

TEST_F(BadCube, numbered_bands_with_a_number_that_no_series_reaches) {
  with_bands({"NDVI_0", "NDVI_99999"}).make(path());
  CubeReadOptions options;
  options.start = "2018-01-01";
  options.period_days = 366;
  EXPECT_TRUE(throws_error([&] { open(options); }, ErrorKind::bad_input, {path(), "99999"}));
}

TEST_F(BadCube, no_crs) {
  RasterFile raster;
  raster.crs.clear();
  EXPECT_TRUE(refused(raster, {"no coordinate reference system", "gdal_edit.py -a_srs"}));
}

TEST_F(BadCube, no_affine_transform) {
  RasterFile raster;
  raster.affine.reset();
  EXPECT_TRUE(refused(raster, {"no affine transform", "gdalwarp"}));
}

TEST_F(BadCube, ndvi_outside_its_range) {
  RasterFile raster;
  raster.values = {std::vector<float>(20, 0.5F), std::vector<float>(20, 0.5F)};
  raster.values[1][7] = 5000;
  EXPECT_TRUE(refused(raster, {"band 2", "NDVI_2018-01-09", "outside [-1, 1]", "gdal_translate"}));
  raster.values[1][7] = -1.01F;
  EXPECT_TRUE(refused(raster, {"band 2", "outside [-1, 1]"}));
  raster.values[1][7] = -9999;  // a value for missing that is not declared
  EXPECT_TRUE(refused(raster, {"band 2", "gdal_edit.py -a_nodata"}));
}

TEST_F(BadCube, ndvi_beyond_its_range_by_rounding_is_none) {
  RasterFile raster;
  raster.values = {std::vector<float>(20, 1.0000001F), std::vector<float>(20, -1.0000001F)};
  raster.make(path());
  EXPECT_NO_THROW(read());
}

TEST_F(BadCube, period_length_that_is_none) {
  for (const char* days : {"0", "-8", "400", "8 days", "eight", "8.5"}) {
    RasterFile raster;
    raster.period_days = days;
    EXPECT_TRUE(refused(raster, {"PERIOD_DAYS", std::string("'") + days + "'", "1 to 366"})) << days;
  }
}

TEST_F(BadCube, periods_that_overlap_by_their_own_lengths) {
  RasterFile raster = with_bands({"NDVI_2018-01-01", "NDVI_2018-01-05"});
  raster.make(path());
  CubeReadOptions options;
  options.period_days = 8;
  // The spacing says that the first has 4 days only: a period never reaches into the next.
  EXPECT_EQ(CubeFile(path(), options).layout().ndvi[0].length_days, 4);
}

TEST(CubeReadOptions, start_that_is_no_date) {
  CubeReadOptions options;
  EXPECT_TRUE(throws_error([&] { options.start = "01.01.2018"; }, ErrorKind::usage, {"'01.01.2018'", "YYYY-MM-DD"}));
}

}  // namespace
}  // namespace undercast
