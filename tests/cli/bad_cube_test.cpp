// SPDX-License-Identifier: Apache-2.0
// Bad input at the command line: one clear error, the right exit code, and nothing left under the
// output's name.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class FillRefuses : public testing::Test {
 protected:
  std::string cube() const { return folder_ / "cube.tif"; }
  std::string out() const { return folder_ / "out/filled.tif"; }

  FillRefuses() { fs::create_directory(folder_ / "out"); }
  Outcome fill(std::vector<std::string> more = {}) const {
    std::vector<std::string> line{"fill", cube(), "-o", out(), "--method", "linear"};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }
  // The error says each of `parts`, and nothing is left.
  testing::AssertionResult refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts) const {
    if (const auto as_said = undercast::refused(outcome, exit_code, parts); !as_said) return as_said;
    if (!outcome.out.empty()) return testing::AssertionFailure() << "said on stdout: " << outcome.out;
    if (outcome.err.find("internal error") != std::string::npos) return testing::AssertionFailure() << outcome.err;
    if (!fs::is_empty(folder_ / "out")) return testing::AssertionFailure() << "left files behind";
    return testing::AssertionSuccess();
  }

  TemporaryFolder folder_;
};

TEST_F(FillRefuses, no_file) { EXPECT_TRUE(refused(fill(), 1, {cube(), "No such file"})); }

TEST_F(FillRefuses, an_empty_file) {
  std::ofstream(cube()).close();
  EXPECT_TRUE(refused(fill(), 1, {cube()}));
}

TEST_F(FillRefuses, a_truncated_tiff) {
  write_cube(cube(), random_cube(200, 200));
  fs::resize_file(cube(), fs::file_size(cube()) * 7 / 10);
  EXPECT_TRUE(refused(fill(), 1, {cube(), "or make it again"}));
}

TEST_F(FillRefuses, a_corrupt_tiff) {
  write_cube(cube(), random_cube(200, 200));
  std::fstream file(cube(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(cube()) * 4 / 10));
  file << std::string(fs::file_size(cube()) / 2, '\x5a');
  file.close();
  EXPECT_TRUE(refused(fill(), 1, {cube(), "incomplete or damaged"}));
}

TEST_F(FillRefuses, a_band_whose_date_cannot_be_read) {
  RasterFile raster;
  raster.bands = {"NDVI_2018-01-01", "NDVI_2018-13-01"};
  raster.make(cube());
  EXPECT_TRUE(refused(fill(), 1, {cube(), "band 2", "NDVI_2018-13-01", "NDVI_YYYY-MM-DD"}));
}

TEST_F(FillRefuses, a_cube_without_crs) {
  RasterFile raster;
  raster.crs.clear();
  raster.make(cube());
  EXPECT_TRUE(refused(fill(), 1, {cube(), "no coordinate reference system", "gdal_edit.py"}));
}

TEST_F(FillRefuses, ndvi_outside_its_range) {
  RasterFile raster;
  raster.values = {std::vector<float>(20, 0.5F), std::vector<float>(20, 7800)};
  raster.make(cube());
  EXPECT_TRUE(refused(fill(), 1, {cube(), "band 2", "outside [-1, 1]", "gdal_translate"}));
}

TEST_F(FillRefuses, numbered_bands_until_their_dates_are_said) {
  RasterFile raster;
  raster.bands = {"NDVI_00", "NDVI_01"};
  raster.make(cube());
  EXPECT_TRUE(refused(fill(), 1, {cube(), "--cube-start", "--cube-period"}));
  EXPECT_EQ(fill({"--cube-start", "2018-01-01", "--cube-period", "8"}).exit_code, 0);
}

TEST_F(FillRefuses, a_start_that_is_no_date) {
  RasterFile raster;
  raster.bands = {"NDVI_00", "NDVI_01"};
  raster.make(cube());
  EXPECT_TRUE(refused(fill({"--cube-start", "yesterday", "--cube-period", "8"}), 2, {"'yesterday'", "YYYY-MM-DD"}));
  EXPECT_TRUE(refused(fill({"--cube-start", "2018-01-01", "--cube-period", "0.5"}), 2, {"--cube-period"}));
  EXPECT_TRUE(refused(fill({"--cube-start", "2018-01-01", "--cube-period", "400"}), 2, {"--cube-period"}));
}

TEST_F(FillRefuses, an_unknown_method) {
  RasterFile().make(cube());
  EXPECT_TRUE(refused(run({"fill", cube(), "-o", out(), "--method", "magic"}), 2, {"magic", "linear", "whittaker"}));
}

TEST_F(FillRefuses, a_missing_output_folder) {
  RasterFile().make(cube());
  EXPECT_TRUE(refused(run({"fill", cube(), "-o", folder_ / "none/filled.tif", "--method", "linear"}), 1,
                      {folder_ / "none", "does not exist"}));
}

TEST_F(FillRefuses, a_folder_that_cannot_be_written) {
  RasterFile().make(cube());
  EXPECT_TRUE(refused(run({"fill", cube(), "-o", "/proc/filled.tif", "--method", "linear"}), 1, {"/proc/filled.tif"}));
}

TEST_F(FillRefuses, to_overwrite_unless_told) {
  write_cube(cube(), random_cube(20, 20));
  ASSERT_EQ(fill().exit_code, 0);
  const auto written = fs::last_write_time(out());
  const Outcome outcome = fill();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--overwrite"), std::string::npos) << outcome.err;
  EXPECT_EQ(fs::last_write_time(out()), written);
  EXPECT_EQ(fill({"--overwrite"}).exit_code, 0);
}

TEST_F(FillRefuses, to_write_over_what_it_reads_even_if_told) {
  ASSERT_EQ(run({"simulate", "-o", cube(), "--size", "16", "--steps", "6", "-q"}).exit_code, 0);
  const std::string before = read_text_file(cube());
  for (const std::string& same : {cube(), folder_ / "out/../cube.tif"})
    for (const Arguments& line : {Arguments{"fill", cube(), "-o", same, "--method", "linear", "--overwrite"},
                                  Arguments{"fill", cube(), "-o", out(), "--lower", same, "--overwrite"},
                                  Arguments{"phenology", cube(), "-o", same, "--overwrite"},
                                  Arguments{"train", cube(), "-o", same, "--overwrite"},
                                  Arguments{"evaluate", cube(), "--json", same, "--overwrite"}})
      EXPECT_TRUE(refused(run(line), 2, {same, "a file that is read"}));
  EXPECT_EQ(read_text_file(cube()), before);
}

TEST_F(FillRefuses, two_outputs_of_one_name_and_names_that_say_another_kind) {
  ASSERT_EQ(run({"simulate", "-o", cube(), "--size", "16", "--steps", "6", "-q"}).exit_code, 0);
  EXPECT_TRUE(refused(fill({"--lower", out()}), 2, {"--output and --lower are both", out()}));
  EXPECT_TRUE(refused(fill({"--quicklook", folder_ / "out/look.jpg"}), 2, {"look.jpg", "ends with .png"}));
}

TEST_F(FillRefuses, a_full_disk) {
  write_cube(cube(), random_cube(400, 400));
  for (const long long bytes : {20000LL, 1000000LL, 3300000LL})  // in the scratch file, and in the COG
    EXPECT_TRUE(refused(run_with_full_disk({"fill", cube(), "-o", out(), "--method", "linear"}, bytes), 1,
                        {out(), "free space"}))
        << bytes;
}

TEST_F(FillRefuses, nothing_that_is_well) {
  write_cube(cube(), random_cube(30, 40));
  const Outcome outcome = fill({"--quiet"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_TRUE(fs::exists(out()));
}

}  // namespace
}  // namespace undercast
