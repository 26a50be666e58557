// SPDX-License-Identifier: Apache-2.0
#include "io/cube_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>

#include "core/error.h"
#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/crs.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<std::string> dates_of(const TimeAxis& axis) {
  std::vector<std::string> dates;
  for (const Period& period : axis) dates.push_back(to_string(period.start));
  return dates;
}

std::vector<int> lengths_of(const TimeAxis& axis) {
  std::vector<int> lengths;
  for (const Period& period : axis) lengths.push_back(period.length_days);
  return lengths;
}

// Bytes that this process has read from files so far.
long long bytes_read() {
  std::ifstream in("/proc/self/io");
  std::string key;
  long long value = -1;
  while (in >> key >> value)
    if (key == "rchar:") return value;
  return -1;
}

long long peak_memory_kb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// A cube of NDVI and EVI2, with EVI2 twice NDVI where that fits its range.
std::string write_two_indices(const std::string& path, const Cube& cube) {
  RasterWriter writer(path, cube_file_layout(cube.layout(), {SpectralIndex(), known_index("EVI2")->index}, {}, {}),
                      true);
  Variable evi2 = cube.ndvi;
  for (float& value : evi2.values) value = 1.25F * std::abs(value);
  writer.write(cube.grid.whole(), 0, cube.ndvi.steps(), cube.ndvi.values.data());
  writer.write(cube.grid.whole(), cube.ndvi.steps(), cube.ndvi.steps(), evi2.values.data());
  writer.write(cube.grid.whole(), 2 * cube.ndvi.steps(), cube.vh.steps(), cube.vh.values.data());
  writer.finish();
  return path;
}

TEST(CubeFile, of_several_indices_the_named_one_is_read_and_ndvi_without_a_name) {
  const TemporaryFolder folder;
  const Cube cube = random_cube(20, 30);
  const std::string path = write_two_indices(folder / "two.tif", cube);
  CubeReadOptions reading;
  EXPECT_TRUE(same_values(CubeFile(path).read(cube.grid.whole()).ndvi, cube.ndvi));
  reading.variable = "evi2";
  CubeFile file(path, reading);
  EXPECT_EQ(file.layout().index, known_index("EVI2")->index);
  const Cube evi2 = file.read(cube.grid.whole());
  EXPECT_EQ(evi2.index.name, "EVI2");
  EXPECT_EQ(evi2.crop({0, 0, 3, 3}).layout().index.name, "EVI2");
  EXPECT_TRUE(same_values(evi2.vh, cube.vh));
  for (std::size_t i = 0; i < cube.ndvi.values.size(); ++i)
    if (is_observed(cube.ndvi.values[i])) EXPECT_EQ(evi2.ndvi.values[i], 1.25F * std::abs(cube.ndvi.values[i]));
  reading.variable = "NDMI";
  EXPECT_TRUE(throws_error([&] { CubeFile none(path, reading); }, ErrorKind::bad_input, {"has no NDMI band"}));
  reading.variable = "NDVI,EVI2";
  EXPECT_TRUE(throws_error([&] { CubeFile none(path, reading); }, ErrorKind::usage, {"is not the name of one index"}));
}

TEST(CubeFile, values_are_checked_against_the_range_of_their_index) {
  const TemporaryFolder folder;
  Cube cube = random_cube(8, 8);
  cube.index = {"LAI", {0, 8}};
  for (float& value : cube.ndvi.values) value = 7.5F;
  const std::string path = write_cube(folder / "lai.tif", cube);
  CubeFile file(path);
  EXPECT_EQ(file.layout().index, cube.index) << "the file says what it holds";
  EXPECT_EQ(file.read(cube.grid.whole()).ndvi.values[0], 7.5F);
  CubeReadOptions reading;
  reading.variable_range = {0, 7};
  EXPECT_TRUE(throws_error([&] { CubeFile(path, reading).read(cube.grid.whole()); }, ErrorKind::bad_input,
                           {"has LAI outside [0, 7]: 7.5", "-a_nodata", "--variable-range"}));
  reading.variable_range = {7, 0};
  EXPECT_TRUE(throws_error([&] { CubeFile none(path, reading); }, ErrorKind::usage, {"--variable-range"}));
}

TEST(CubeFile, a_declared_range_is_two_finite_numbers) {
  const TemporaryFolder folder;
  for (const char* range : {"0,inf", "nan,1", "1,0", "0", "0,1x", "0;1"}) {
    Cube cube = random_cube(8, 8);
    cube.index = {"LAI", {0, 8}};
    const std::string path = folder / "lai.tif";
    RasterWriter::Layout layout = cube_file_layout(cube.layout(), {});
    layout.bands.front().metadata[kRangeKey] = range;
    RasterWriter writer(path, layout, true);
    writer.write(cube.grid.whole(), 0, cube.ndvi.steps(), cube.ndvi.values.data());
    writer.write(cube.grid.whole(), cube.ndvi.steps(), cube.vh.steps(), cube.vh.values.data());
    writer.finish();
    EXPECT_TRUE(throws_error([&] { CubeFile none(path); }, ErrorKind::bad_input, {"VALID_RANGE", range}));
  }
}

TEST(CubeFile, reads_back_what_was_written_bit_for_bit) {
  const TemporaryFolder folder;
  Cube cube = random_cube(70, 45);
  cube.ndvi.values[0] = -0.0F;
  cube.ndvi.values[1] = std::numeric_limits<float>::denorm_min();
  for (const int window_px : {1000, 32, 7}) {
    CubeFile file(write_cube(folder / std::to_string(window_px), cube, window_px));
    EXPECT_EQ(file.layout().ndvi, cube.layout().ndvi) << "dates and period lengths";
    EXPECT_EQ(file.layout().vh, cube.layout().vh);
    EXPECT_EQ(file.layout().grid.affine, cube.grid.affine);
    EXPECT_TRUE(same_crs(file.layout().grid.crs_wkt, cube.grid.crs_wkt));
    const Cube read = file.read(file.layout().grid.whole());
    EXPECT_TRUE(same_values(read.ndvi, cube.ndvi)) << window_px;
    EXPECT_TRUE(same_values(read.vh, cube.vh));
    EXPECT_TRUE(read.vv.empty());
  }
}

TEST(CubeFile, says_what_made_it) {
  const TemporaryFolder folder;
  const CubeFile file(write_cube(folder / "cube.tif", random_cube(5, 5)));
  EXPECT_EQ(file.metadata().at("COMPOSITE_METHOD"), "median");
  EXPECT_EQ(file.metadata().at("PERIOD_DAYS"), "8");
  const DatasetPtr raster = open_raster(folder / "cube.tif");
  EXPECT_STREQ(raster->GetRasterBand(1)->GetDescription(), "NDVI_2018-12-11");
  EXPECT_STREQ(raster->GetRasterBand(6)->GetDescription(), "VH_2018-12-09");
  EXPECT_STREQ(raster->GetRasterBand(6)->GetMetadataItem("UNITS"), "dB");
  EXPECT_STREQ(raster->GetRasterBand(6)->GetMetadataItem("PERIOD_DAYS"), "6");
}

TEST(CubeFile, a_window_is_the_crop_of_the_whole) {
  const TemporaryFolder folder;
  const Cube cube = random_cube(150, 130);
  CubeFile file(write_cube(folder / "cube.tif", cube));
  for (const Window& window :
       {Window{0, 0, 1, 1}, Window{149, 129, 1, 1}, Window{3, 100, 140, 30}, Window{60, 0, 1, 130}}) {
    const Cube read = file.read(window), expected = cube.crop(window);
    EXPECT_TRUE(same_values(read.ndvi, expected.ndvi));
    EXPECT_TRUE(same_values(read.vh, expected.vh));
    EXPECT_EQ(read.grid.affine, expected.grid.affine);
  }
  EXPECT_TRUE(same_values(file.reopen()->read({3, 100, 140, 30}).ndvi, cube.crop({3, 100, 140, 30}).ndvi));
  EXPECT_THROW(file.read({0, 0, 151, 130}), Error);
}

TEST(CubeFile, bands_may_come_in_any_order) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.bands = {"VH_2018-01-03", "NDVI_2018-01-17", "VV_2018-01-03", "NDVI_2018-01-01", "NDVI_2018-01-09"};
  raster.values.assign(5, std::vector<float>(20));
  for (std::size_t i = 0; i < 5; ++i) raster.values[i].assign(20, 0.1F * static_cast<float>(i));
  CubeFile file(raster.make(folder / "cube.tif"));
  EXPECT_EQ(dates_of(file.layout().ndvi), (std::vector<std::string>{"2018-01-01", "2018-01-09", "2018-01-17"}));
  const Cube cube = file.read(file.layout().grid.whole());
  EXPECT_EQ(cube.ndvi.at(0, 2, 2), 0.1F * 3);
  EXPECT_EQ(cube.ndvi.at(1, 2, 2), 0.1F * 4);
  EXPECT_EQ(cube.ndvi.at(2, 2, 2), 0.1F * 1);
  EXPECT_EQ(cube.vh.at(0, 2, 2), 0.0F);
  EXPECT_EQ(cube.vv.at(0, 2, 2), 0.1F * 2);
}

TEST(CubeFile, radar_and_ndvi_may_have_different_dates) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.bands = {"NDVI_2018-01-01", "NDVI_2018-01-09", "VH_2017-12-28", "VH_2018-01-03", "VH_2018-01-15"};
  const CubeFile file(raster.make(folder / "cube.tif"));
  EXPECT_EQ(dates_of(file.layout().vh), (std::vector<std::string>{"2017-12-28", "2018-01-03", "2018-01-15"}));
  EXPECT_EQ(file.layout().ndvi.size(), 2);
}

TEST(CubeFile, radar_is_left_out_when_it_is_not_asked_for) {
  const TemporaryFolder folder;
  const Cube cube = random_cube(10, 10);
  CubeFile file(write_cube(folder / "cube.tif", cube));
  const Cube read = file.read(file.layout().grid.whole(), false);
  EXPECT_TRUE(read.vh.empty());
  EXPECT_TRUE(same_values(read.ndvi, cube.ndvi));
}

TEST(CubeFile, numbered_bands_take_their_dates_from_the_options) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.bands = {"NDVI_01", "NDVI_00", "VH_00", "NDVI_46"};
  CubeReadOptions options;
  options.start = "2018-01-01";
  options.period_days = 8;
  const CubeFile file(raster.make(folder / "cube.tif"), options);
  EXPECT_EQ(dates_of(file.layout().ndvi), (std::vector<std::string>{"2018-01-01", "2018-01-09", "2019-01-01"}));
  EXPECT_EQ(lengths_of(file.layout().ndvi), (std::vector<int>{8, 8, 8}));
  EXPECT_EQ(dates_of(file.layout().vh), (std::vector<std::string>{"2018-01-01"}));
  EXPECT_EQ(file.reopen()->layout(), file.layout());
}

TEST(CubeFile, a_years_numbered_bands_have_the_periods_of_make_periods) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.bands.clear();
  for (int i = 0; i < 46; ++i) raster.bands.push_back("NDVI_" + std::to_string(i));
  CubeReadOptions options;
  options.start = "2017-11-01";
  options.period_days = 8;
  const CubeFile file(raster.make(folder / "cube.tif"), options);
  EXPECT_EQ(file.layout().ndvi, make_periods(parse_date("2017-11-01"), parse_date("2018-10-31"), 8));
}

TEST(CubeFile, numbered_bands_take_the_period_that_the_file_says) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.bands = {"NDVI_0", "NDVI_1"};
  raster.period_days = "10";
  CubeReadOptions options;
  options.start = "2018-01-01";
  const CubeFile file(raster.make(folder / "cube.tif"), options);
  EXPECT_EQ(dates_of(file.layout().ndvi).back(), "2018-01-11");
}

TEST(CubeFile, period_lengths_come_from_the_option_then_the_file_then_the_spacing) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.bands = {"NDVI_2018-01-01", "NDVI_2018-01-11", "NDVI_2018-01-21"};
  EXPECT_EQ(lengths_of(CubeFile(raster.make(folder / "spacing.tif")).layout().ndvi), (std::vector<int>{10, 10, 10}));
  raster.period_days = "8";
  EXPECT_EQ(lengths_of(CubeFile(raster.make(folder / "file.tif")).layout().ndvi), (std::vector<int>{8, 8, 8}));
  CubeReadOptions options;
  options.period_days = 5;
  EXPECT_EQ(lengths_of(CubeFile(folder / "file.tif", options).layout().ndvi), (std::vector<int>{5, 5, 5}));
}

TEST(CubeFile, periods_of_an_option_end_where_the_next_year_begins) {
  const TemporaryFolder folder;
  CubeLayout layout;
  layout.grid = Grid{crs_to_wkt("EPSG:32631"), {500000, 10, 0, 5600000, 0, -10}, 2, 2};
  layout.ndvi = make_periods(parse_date("2018-01-01"), parse_date("2019-12-31"), 8);
  CubeWriter writer(folder / "cube.tif", layout, {}, false);
  writer.write(layout.grid.whole(), Cube(layout));
  writer.finish();
  CubeReadOptions options;
  options.period_days = 8;
  const TimeAxis read = CubeFile(folder / "cube.tif", options).layout().ndvi;
  EXPECT_EQ(lengths_of(read).at(45), 5);
  EXPECT_EQ(dates_of(read), dates_of(layout.ndvi));
}

TEST(CubeFile, nodata_nan_and_infinities_all_read_as_missing) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.rows = 1;
  raster.cols = 5;
  raster.nodata = -9999;
  raster.bands = {"NDVI_2018-01-01", "VH_2018-01-01"};
  raster.values = {{-9999, kMissing, kInfinity, -kInfinity, 0.25F}, {-9999, kMissing, kInfinity, -kInfinity, -17}};
  CubeFile file(raster.make(folder / "cube.tif"));
  const Cube cube = file.read(file.layout().grid.whole());
  for (int col = 0; col < 4; ++col) {
    EXPECT_TRUE(std::isnan(cube.ndvi.at(0, 0, col))) << col;
    EXPECT_TRUE(std::isnan(cube.vh.at(0, 0, col))) << col;
  }
  EXPECT_EQ(cube.ndvi.at(0, 0, 4), 0.25F);
  EXPECT_EQ(cube.vh.at(0, 0, 4), -17);
}

TEST(CubeFile, scale_and_offset_of_a_band_are_applied) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.rows = 1;
  raster.cols = 2;
  raster.bands = {"NDVI_2018-01-01"};
  raster.values = {{4000, -9999}};
  raster.nodata = -9999;
  const std::string path = raster.make(folder / "cube.tif");
  {
    const DatasetPtr dataset(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
    dataset->GetRasterBand(1)->SetScale(0.0001);
    dataset->GetRasterBand(1)->SetOffset(0.1);
  }
  CubeFile file(path);
  const Variable ndvi = file.read(file.layout().grid.whole()).ndvi;
  EXPECT_FLOAT_EQ(ndvi.values[0], 0.5F);
  EXPECT_TRUE(is_missing(ndvi.values[1]));
}

TEST(CubeFile, backscatter_that_no_surface_has_is_missing) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.rows = 1;
  raster.bands = {"NDVI_2018-01-01", "VH_2018-01-01"};
  raster.values = {{0.1F, 0.2F, 0.3F, 0.4F, 0.5F}, {-9999, -60.5F, -60, 20, 20.5F}};
  CubeFile file(raster.make(folder / "cube.tif"));
  testing::internal::CaptureStdout();
  const Variable vh = file.read(file.layout().grid.whole(), true).vh;
  file.reopen()->read(file.layout().grid.whole(), true);
  const std::string said = testing::internal::GetCapturedStdout();
  EXPECT_TRUE(is_missing(vh.values[0]) && is_missing(vh.values[1]) && is_missing(vh.values[4]));
  EXPECT_EQ(vh.values[2], -60);
  EXPECT_EQ(vh.values[3], 20);
  const std::size_t at = said.find("outside [-60, 20] dB, such as -9999");
  EXPECT_NE(at, std::string::npos) << said;
  EXPECT_EQ(said.find("outside [-60, 20] dB", at + 1), std::string::npos) << "it is said once: " << said;
}

TEST(CubeFile, a_nodata_value_that_float32_cannot_hold_exactly_still_reads_as_missing) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.rows = raster.cols = 1;
  raster.nodata = -0.3;
  raster.bands = {"NDVI_2018-01-01"};
  raster.values = {{-0.3F}};
  CubeFile file(raster.make(folder / "cube.tif"));
  EXPECT_TRUE(std::isnan(file.read(file.layout().grid.whole()).ndvi.values[0]));
}

TEST(CubeFile, a_window_of_a_cube_larger_than_memory_is_read_in_little_memory) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.rows = raster.cols = 40000;
  raster.nodata = std::nan("");
  raster.bands.clear();
  for (const Period& period : make_periods(parse_date("2018-01-01"), parse_date("2018-12-31"), 8))
    raster.bands.push_back("NDVI_" + to_string(period.start));
  raster.big_and_sparse = true;  // 294 GB of values
  const std::string path = raster.make(folder / "cube.tif");
  const long long before_kb = peak_memory_kb();
  CubeFile file(path);
  EXPECT_TRUE(std::isnan(file.read({20000, 20000, 256, 256}).ndvi.values.at(0)));
  EXPECT_LT(peak_memory_kb() - before_kb, 400 * 1024);
}

TEST(CubeFile, a_window_reads_its_own_tiles_of_the_file_only) {
  const TemporaryFolder folder;
  const std::string path = write_cube(folder / "cube.tif", random_cube(1100, 1100, 5, 0.0));
  const auto size = static_cast<long long>(std::filesystem::file_size(path));
  const long long before = bytes_read();
  if (before < 0) GTEST_SKIP() << "/proc/self/io cannot be read here";
  CubeFile file(path);
  file.read({600, 600, 30, 30});
  EXPECT_LT(bytes_read() - before, size / 4);
}

}  // namespace
}  // namespace undercast
