// SPDX-License-Identifier: Apache-2.0
// Exports at the command line. tools/exported_formats.py reads what they hold.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

Arguments joined(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

class ExportCommand : public testing::Test {
 protected:
  ExportCommand() { fs::create_directory(folder_ / "out"); }

  std::string file(const std::string& name) const { return folder_ / name; }
  std::string out() const { return folder_ / "out/exported"; }

  // filled.tif with its companions.
  void make_cubes() const {
    const Cube cube = random_cube(60, 70);
    for (const char* name : {"filled.tif", "lower.tif", "upper.tif"}) write_cube(file(name), cube);
    RasterFile codes{.rows = 60, .cols = 70};
    codes.bands.clear();
    for (const Period& period : cube.ndvi.time) codes.bands.push_back("PROVENANCE_" + to_string(period.start));
    codes.make(file("from.tif"));
  }

  Arguments line(const std::string& format, const Arguments& more = {}) const {
    return joined({"export", file("filled.tif"), "-o", out(), "--format", format}, more);
  }

  // One error that says each of `parts`, nothing on stdout, no file left.
  testing::AssertionResult leaves_nothing(const Outcome& outcome, int exit_code,
                                          const std::vector<std::string>& parts) const {
    if (const auto as_said = undercast::refused(outcome, exit_code, parts); !as_said) return as_said;
    if (!outcome.out.empty()) return testing::AssertionFailure() << "said on stdout: " << outcome.out;
    for (const auto& left : fs::directory_iterator(folder_ / "out"))
      return testing::AssertionFailure() << "left " << left.path();
    return testing::AssertionSuccess();
  }

  // The bytes of an output: of a file, or of each file of a folder.
  std::map<std::string, std::string> bytes() const {
    std::map<std::string, std::string> files;
    if (fs::is_regular_file(out())) return {{"", content_of(out())}};
    for (const auto& entry : fs::recursive_directory_iterator(out()))
      if (entry.is_regular_file()) files[fs::relative(entry.path(), out()).string()] = content_of(entry.path());
    return files;
  }

  TemporaryFolder folder_;
};

constexpr std::array kFormats{"netcdf", "zarr", "stac", "cog"};

TEST_F(ExportCommand, gives_the_same_bytes_again_and_replaces_only_with_overwrite) {
  make_cubes();
  const Arguments companions{"--lower",         file("lower.tif"), "--upper",
                             file("upper.tif"), "--provenance",    file("from.tif")};
  for (const std::string format : kFormats) {
    const Outcome first = run(joined(line(format, companions), {"--threads", "1"}));
    ASSERT_EQ(first.exit_code, 0) << first.err;
    EXPECT_NE(first.out.find("ndvi, ndvi_lower, ndvi_upper, provenance on 5 dates"), std::string::npos) << first.out;
    const auto before = bytes();
    EXPECT_TRUE(undercast::refused(run(line(format)), 2, {out(), "exists already", "--overwrite"})) << format;
    EXPECT_EQ(bytes(), before);
    const Outcome again = run(joined(line(format), {"--overwrite", "--quiet"}));
    EXPECT_EQ(again.out + again.err, "");
    EXPECT_NE(bytes(), before) << "there are no bounds now";
    EXPECT_EQ(run(joined(line(format, companions), {"--threads", "2", "--overwrite"})).exit_code, 0);
    EXPECT_EQ(bytes(), before) << format;
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "out"), {}), 1);
    fs::remove_all(out());
  }
}

TEST_F(ExportCommand, leaves_nothing_on_a_full_disk) {
  make_cubes();
  for (const std::string format : kFormats)
    for (const long long limit : {3000, 20000})
      EXPECT_TRUE(leaves_nothing(run_with_full_disk(line(format), limit), 1, {"free space"})) << format << limit;
}

TEST_F(ExportCommand, leaves_nothing_after_ctrl_c) {
  write_cube(file("filled.tif"), random_cube(1000, 1000));
  for (const std::string format : kFormats)
    EXPECT_TRUE(leaves_nothing(run_and_interrupt(line(format), "exporting"), 130, {"interrupted"})) << format;
}

TEST_F(ExportCommand, refuses_companions_that_do_not_fit) {
  make_cubes();
  RasterFile seasons;
  seasons.bands = {"SOS_2018_1"};
  seasons.make(file("small.tif"));
  seasons.rows = 60, seasons.cols = 70;
  seasons.make(file("seasons.tif"));
  for (const std::string format : kFormats) {
    EXPECT_TRUE(leaves_nothing(run(line(format, {"--phenology", file("small.tif")})), 1,
                               {file("small.tif"), "not on the grid", "undercast phenology"}));
    EXPECT_TRUE(leaves_nothing(run(line(format, {"--phenology", file("seasons.tif")})), 1, {"band 1", "has no UNITS"}));
    EXPECT_TRUE(leaves_nothing(run(line(format, {"--provenance", file("filled.tif")})), 1, {"PROVENANCE_"}));
  }
}

TEST_F(ExportCommand, refuses_to_replace_a_folder_that_it_did_not_write) {
  make_cubes();
  fs::create_directory(out());
  std::ofstream(out() + "/thesis.txt") << "all of it";
  EXPECT_TRUE(undercast::refused(run(line("zarr", {"--overwrite"})), 2, {out(), "did not write this folder"}));
  EXPECT_TRUE(undercast::refused(run(line("netcdf", {"--overwrite"})), 2, {out(), "it is a folder"}));
  EXPECT_EQ(content_of(out() + "/thesis.txt"), "all of it");
}

TEST_F(ExportCommand, takes_the_name_of_a_folder_with_a_slash_at_its_end) {
  make_cubes();
  const Outcome outcome = run({"export", file("filled.tif"), "-o", out() + "/", "--format", "zarr"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(out() + "/.zmetadata"));
}

TEST_F(ExportCommand, refuses_what_it_cannot_write) {
  make_cubes();
  EXPECT_TRUE(
      refused(run({"export", file("filled.tif"), "-o", file("filled.nc")}), 2, {"--format stac", "netcdf for *.nc"}));
  EXPECT_TRUE(refused(run({"export", file("filled.tif"), "-o", file("new.tif"), "--format", "netcdf"}), 2,
                      {"*.tif", "netcdf for *.nc"}));
  EXPECT_TRUE(leaves_nothing(run(line("grib")), 2, {"--format is 'grib'", "stac, cog, netcdf, zarr"}));
  EXPECT_TRUE(leaves_nothing(run(line("zarr", {"--lower", file("lower.tif")})), 2, {"--lower and --upper"}));
  EXPECT_TRUE(
      leaves_nothing(run(line("zarr", {"--memory", "150M"})), 2, {"--memory 150M is too small", "export needs"}));
}

TEST_F(ExportCommand, refuses_a_rotated_grid) {
  RasterFile rotated;
  rotated.affine = {500000, 10, 1, 5600000, 1, -10};
  rotated.make(file("filled.tif"));
  for (const char* format : {"netcdf", "zarr", "stac", "cog"})
    EXPECT_TRUE(leaves_nothing(run(line(format)), 1, {"rotated", "gdalwarp"})) << format;
}

}  // namespace
}  // namespace undercast
