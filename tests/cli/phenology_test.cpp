// SPDX-License-Identifier: Apache-2.0
// Seasons at the command line: what a fill leaves goes in, and each kind of bad input is one clear
// error.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/gdal.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class PhenologyCommand : public testing::Test {
 protected:
  PhenologyCommand() { fs::create_directory(folder_ / "out"); }

  std::string file(const std::string& name) const { return folder_ / name; }
  std::string out() const { return folder_ / "out/seasons.tif"; }

  // scene.tif with its truth, and filled.tif with its companions.
  void make_scene(const std::vector<std::string>& more = {}) {
    std::vector<std::string> line{"simulate", "-o", file("scene.tif"), "--truth", file("truth.tif"), "--size", "20"};
    line.insert(line.end(), more.begin(), more.end());
    ASSERT_EQ(run(line).exit_code, 0);
    const Outcome filled = run({"fill", file("scene.tif"), "-o", file("filled.tif"), "--method", "linear", "--lower",
                                file("lower.tif"), "--upper", file("upper.tif"), "--provenance", file("from.tif")});
    ASSERT_EQ(filled.exit_code, 0) << filled.err;
  }

  Outcome phenology(const std::string& cube, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> line{"phenology", file(cube), "-o", out()};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }

  // One error that says each of `parts`, nothing on stdout, no file left.
  testing::AssertionResult refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& parts) const {
    if (const auto as_said = undercast::refused(outcome, exit_code, parts); !as_said) return as_said;
    if (!outcome.out.empty()) return testing::AssertionFailure() << "said on stdout: " << outcome.out;
    if (!fs::is_empty(folder_ / "out")) return testing::AssertionFailure() << "left files behind";
    return testing::AssertionSuccess();
  }

  TemporaryFolder folder_;
};

std::vector<std::string> band_names(const std::string& path) {
  const DatasetPtr dataset = open_raster(path);
  std::vector<std::string> names;
  for (int band = 1; band <= dataset->GetRasterCount(); ++band)
    names.emplace_back(dataset->GetRasterBand(band)->GetDescription());
  return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST_F(PhenologyCommand, writes_a_cloud_optimized_raster_with_described_bands_and_a_picture) {
  make_scene();
  const Outcome outcome =
      phenology("filled.tif", {"--lower", file("lower.tif"), "--upper", file("upper.tif"), "--provenance",
                               file("from.tif"), "--quicklook", folder_ / "out/seasons.png"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"seasons of 400 pixels", "have none", "gap of over 32 days"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << outcome.out;
  const auto names = band_names(out());
  for (const char* name :
       {"SEASONS_2018", "SOS_2018_1", "PEAK_2018_1", "EOS_2018_1", "LENGTH_2018_1", "BASE_2018_1", "PEAK_VALUE_2018_1",
        "AMPLITUDE_2018_1", "INTEGRAL_2018_1", "GREENING_2018_1", "SENESCENCE_2018_1", "SOS_SD_2018_1",
        "PEAK_SD_2018_1", "EOS_SD_2018_1", "QUALITY_2018_1", "SOS_2018_2"})
    EXPECT_TRUE(has(names, name)) << name;
  EXPECT_FALSE(has(names, "FIT_RMSE_2018_1"));
  EXPECT_FALSE(has(names, "SOS_2018_3"));
  const DatasetPtr raster = open_raster(out());
  EXPECT_STREQ(raster->GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE"), "BAND");
  EXPECT_STREQ(raster->GetRasterBand(2)->GetMetadataItem("UNITS"), "days since 1970-01-01");
  EXPECT_NE(std::string(raster->GetMetadataItem("UNDERCAST_OPTIONS")).find("start-share"), std::string::npos);
  EXPECT_GT(fs::file_size(folder_ / "out/seasons.png"), 5000U);
}

TEST_F(PhenologyCommand, fits_curves_and_says_their_error) {
  make_scene();
  const Outcome outcome =
      phenology("filled.tif", {"--method", "double-logistic", "--transition", "inflection", "--cube", file("scene.tif"),
                               "--dates", "doy", "--seasons-per-year", "1"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("could not be fitted"), std::string::npos) << outcome.out;
  const auto names = band_names(out());
  EXPECT_TRUE(has(names, "FIT_RMSE_2018_1"));
  EXPECT_FALSE(has(names, "SOS_SD_2018_1"));
  EXPECT_FALSE(has(names, "SOS_2018_2"));
}

TEST_F(PhenologyCommand, gives_the_same_quality_from_provenance_as_from_the_cube) {
  make_scene();
  const auto quality = [&](const std::vector<std::string>& companion) {
    EXPECT_EQ(phenology("filled.tif", companion).exit_code, 0);
    const auto names = band_names(out());
    const DatasetPtr raster = open_raster(out());
    std::vector<float> values(400);
    const int band = static_cast<int>(std::find(names.begin(), names.end(), "QUALITY_2018_1") - names.begin()) + 1;
    check_gdal(raster->GetRasterBand(band)->RasterIO(GF_Read, 0, 0, 20, 20, values.data(), 20, 20, GDT_Float32, 0, 0),
               "reading", out());
    for (float& value : values) value = std::isnan(value) ? -1 : value;
    return values;
  };
  const auto by_provenance = quality({"--provenance", file("from.tif")});
  EXPECT_EQ(by_provenance, quality({"--cube", file("scene.tif"), "--overwrite"}));
  EXPECT_EQ(by_provenance, quality({"--cube", file("scene.tif"), "--provenance", file("from.tif"), "--overwrite"}));
  EXPECT_NE(by_provenance, quality({"--overwrite"}));
}

TEST_F(PhenologyCommand, refuses_a_cube_with_gaps_and_says_to_fill_it) {
  make_scene();
  EXPECT_TRUE(refused(phenology("scene.tif"), 1, {"row", "column", "is missing on 2018", "undercast fill"}));
}

TEST_F(PhenologyCommand, refuses_a_cube_of_radar_alone) {
  RasterFile raster;
  raster.bands = {"VH_2018-01-01", "VH_2018-01-09"};
  raster.make(file("radar.tif"));
  EXPECT_TRUE(refused(phenology("radar.tif"), 1, {file("radar.tif"), "no NDVI band"}));
}

TEST_F(PhenologyCommand, refuses_less_than_a_season_of_dates) {
  RasterFile().make(file("short.tif"));
  EXPECT_TRUE(refused(phenology("short.tif"), 1, {"2 dates over 8 days", "less than a season", "whole year"}));
}

TEST_F(PhenologyCommand, refuses_companions_of_another_grid_or_other_dates) {
  make_scene();
  ASSERT_EQ(run({"simulate", "-o", file("large.tif"), "--size", "24"}).exit_code, 0);
  ASSERT_EQ(run({"simulate", "-o", file("early.tif"), "--size", "20", "--start", "2017-01-01"}).exit_code, 0);
  EXPECT_TRUE(refused(phenology("filled.tif", {"--cube", file("large.tif")}), 1,
                      {file("large.tif"), "another grid", "24 x 24", "20 x 20"}));
  EXPECT_TRUE(refused(phenology("filled.tif", {"--lower", file("early.tif"), "--upper", file("upper.tif")}), 1,
                      {file("early.tif"), "the lower bound", "other dates", "2017-01-01", "2018-01-01"}));
  EXPECT_TRUE(refused(phenology("filled.tif", {"--provenance", file("scene.tif")}), 1, {"PROVENANCE_YYYY-MM-DD"}));
}

TEST_F(PhenologyCommand, refuses_exchanged_bounds) {
  make_scene();
  EXPECT_TRUE(
      refused(phenology("filled.tif", {"--lower", file("upper.tif"), "--upper", file("lower.tif")}), 1, {"exchanged"}));
}

TEST_F(PhenologyCommand, refuses_options_that_do_not_go_together) {
  make_scene();
  EXPECT_TRUE(refused(phenology("filled.tif", {"--lower", file("lower.tif")}), 2, {"--lower and --upper"}));
  EXPECT_TRUE(refused(phenology("filled.tif", {"--transition", "curvature"}), 2, {"--method double-logistic"}));
  EXPECT_TRUE(refused(phenology("filled.tif", {"--method", "guess"}), 2, {"--method", "double-logistic"}));
  EXPECT_TRUE(refused(phenology("filled.tif", {"--start-share", "1.5"}), 2, {"--start-share"}));
}

TEST_F(PhenologyCommand, overwrites_only_when_told) {
  make_scene();
  ASSERT_EQ(phenology("truth.tif").exit_code, 0);
  const auto written = fs::last_write_time(out());
  EXPECT_EQ(phenology("truth.tif").exit_code, 2);
  EXPECT_EQ(fs::last_write_time(out()), written);
  const Outcome again = phenology("truth.tif", {"--overwrite", "--quiet"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(again.out + again.err, "");
}

TEST_F(PhenologyCommand, leaves_nothing_on_a_full_disk) {
  make_scene();
  EXPECT_TRUE(refused(run_with_full_disk({"phenology", file("truth.tif"), "-o", out()}, 5000), 1, {"free space"}));
}

}  // namespace
}  // namespace undercast
