// SPDX-License-Identifier: Apache-2.0
// Exports at the command line. tools/exported_formats.py reads what they hold.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class ExportCommand : public testing::Test {
 protected:
  ExportCommand() { fs::create_directory(folder_ / "out"); }

  std::string file(const std::string& name) const { return folder_ / name; }
  std::string out() const { return folder_ / "out/exported"; }

  void make_scene(const std::string& size = "20") {
    ASSERT_EQ(run({"simulate", "-o", file("scene.tif"), "--size", size, "--steps", "20"}).exit_code, 0);
    ASSERT_EQ(run({"fill", file("scene.tif"), "-o", file("filled.tif"), "--method", "linear", "--lower",
                   file("lower.tif"), "--upper", file("upper.tif"), "--provenance", file("from.tif")})
                  .exit_code,
              0);
  }

  Arguments line(const std::string& format, const Arguments& more = {}) const {
    Arguments line{"export", file("filled.tif"), "-o", out(), "--format", format};
    line.insert(line.end(), more.begin(), more.end());
    return line;
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

class ExportFormat : public ExportCommand, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Formats, ExportFormat, testing::Values("netcdf", "zarr", "stac", "cog"),
                         [](const auto& format) { return std::string(format.param); });

TEST_P(ExportFormat, gives_the_same_bytes_again_and_replaces_only_with_overwrite) {
  make_scene();
  const Outcome first = run(line(GetParam(), {"--lower", file("lower.tif"), "--upper", file("upper.tif"),
                                              "--provenance", file("from.tif"), "--threads", "1"}));
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_NE(first.out.find("ndvi, ndvi_lower, ndvi_upper, provenance on 20 dates"), std::string::npos) << first.out;
  const auto before = bytes();
  EXPECT_TRUE(undercast::refused(run(line(GetParam())), 2, {out(), "exists already", "--overwrite"}));
  EXPECT_EQ(bytes(), before);
  const Outcome again = run(line(GetParam(), {"--overwrite", "--quiet"}));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out + again.err, "");
  EXPECT_NE(bytes(), before);  // there are no bounds now
  ASSERT_EQ(run(line(GetParam(), {"--lower", file("lower.tif"), "--upper", file("upper.tif"), "--provenance",
                                  file("from.tif"), "--threads", "2", "--overwrite"}))
                .exit_code,
            0);
  EXPECT_EQ(bytes(), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "out"), {}), 1);
}

TEST_P(ExportFormat, leaves_nothing_on_a_full_disk) {
  make_scene();
  for (const long long limit : {100, 1000, 3000, 8000})
    EXPECT_TRUE(leaves_nothing(run_with_full_disk(line(GetParam()), limit), 1, {"free space"})) << limit;
}

TEST_P(ExportFormat, leaves_nothing_after_ctrl_c) {
  make_scene("600");
  EXPECT_TRUE(leaves_nothing(run_and_interrupt(line(GetParam()), "exporting"), 1, {"interrupted"}));
}

TEST_P(ExportFormat, refuses_companions_of_another_grid) {
  make_scene();
  ASSERT_EQ(run({"simulate", "-o", file("large.tif"), "--size", "24", "--steps", "60"}).exit_code, 0);
  ASSERT_EQ(run({"phenology", file("large.tif"), "-o", file("seasons.tif")}).exit_code, 1);
  RasterFile seasons;
  seasons.bands = {"SOS_2018_1"};
  seasons.make(file("seasons.tif"));
  EXPECT_TRUE(leaves_nothing(run(line(GetParam(), {"--phenology", file("seasons.tif")})), 1,
                             {file("seasons.tif"), "not on the grid", "undercast phenology"}));
  EXPECT_TRUE(leaves_nothing(run(line(GetParam(), {"--provenance", file("filled.tif")})), 1, {"PROVENANCE_"}));
}

TEST_F(ExportCommand, refuses_to_replace_a_folder_that_it_did_not_write) {
  make_scene();
  fs::create_directory(out());
  std::ofstream(out() + "/thesis.txt") << "all of it";
  EXPECT_TRUE(undercast::refused(run(line("zarr", {"--overwrite"})), 2, {out(), "did not write this folder"}));
  EXPECT_TRUE(undercast::refused(run(line("netcdf", {"--overwrite"})), 2, {out(), "it is a folder"}));
  EXPECT_EQ(content_of(out() + "/thesis.txt"), "all of it");
}

TEST_F(ExportCommand, takes_the_name_of_a_folder_with_a_slash_at_its_end) {
  make_scene();
  const Outcome outcome = run({"export", file("filled.tif"), "-o", out() + "/", "--format", "zarr"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(out() + "/.zmetadata"));
}

TEST_F(ExportCommand, refuses_what_it_cannot_write) {
  make_scene();
  EXPECT_TRUE(leaves_nothing(run(line("grib")), 2, {"--format is 'grib'", "stac, cog, netcdf, zarr"}));
  EXPECT_TRUE(leaves_nothing(run(line("zarr", {"--lower", file("lower.tif")})), 2, {"--lower and --upper"}));
  EXPECT_TRUE(
      leaves_nothing(run(line("zarr", {"--memory", "150M"})), 2, {"--memory 150M is too small", "export needs"}));
}

TEST_F(ExportCommand, writes_a_rotated_grid_as_images_and_refuses_it_where_axes_have_coordinates) {
  RasterFile rotated;
  rotated.affine = {500000, 10, 1, 5600000, 1, -10};
  rotated.make(file("filled.tif"));
  EXPECT_TRUE(leaves_nothing(run(line("netcdf")), 1, {"rotated", "gdalwarp", "--format cog"}));
  EXPECT_TRUE(leaves_nothing(run(line("zarr")), 1, {"rotated"}));
  EXPECT_EQ(run(line("stac")).exit_code, 0);
}

}  // namespace
}  // namespace undercast
