// SPDX-License-Identifier: Apache-2.0
// Departures from the usual year at the command line: several years go in as one cube or as one a
// year, and each kind of bad input is one clear error.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/field_layer.h"
#include "io/gdal.h"
#include "io/raster_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class AnomalyCommand : public testing::Test {
 protected:
  AnomalyCommand() { fs::create_directory(folder_ / "out"); }

  std::string file(const std::string& name) const { return folder_ / name; }
  std::string out(const std::string& name = "z.tif") const { return folder_ / ("out/" + name); }

  // NAME.tif, filled as NAME-filled.tif with NAME-lower.tif and NAME-upper.tif.
  void make(const std::string& name, const std::string& start, int steps, const Arguments& more = {}) const {
    Arguments line{"simulate", "-o",      file(name + ".tif"),  "--size", "20", "--start",
                   start,      "--steps", std::to_string(steps)};
    line.insert(line.end(), more.begin(), more.end());
    ASSERT_EQ(run(line).exit_code, 0);
    const Outcome filled = run({"fill", file(name + ".tif"), "-o", file(name + "-filled.tif"), "--method", "linear",
                                "--lower", file(name + "-lower.tif"), "--upper", file(name + "-upper.tif")});
    ASSERT_EQ(filled.exit_code, 0) << filled.err;
  }
  Outcome anomaly(const Arguments& cubes, const Arguments& more = {}) const {
    Arguments line{"anomaly"};
    for (const std::string& cube : cubes) line.push_back(file(cube));
    line.insert(line.end(), {"-o", out()});
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }
  testing::AssertionResult is_refused(const Outcome& outcome, int exit_code,
                                      const std::vector<std::string>& parts) const {
    if (const auto as_said = refused(outcome, exit_code, parts); !as_said) return as_said;
    if (!fs::is_empty(folder_ / "out")) return testing::AssertionFailure() << "left files behind";
    return testing::AssertionSuccess();
  }

  TemporaryFolder folder_;
};

TEST_F(AnomalyCommand, compares_a_year_of_one_cube_or_of_one_a_year) {
  make("all", "2015-01-01", 4 * 46);
  const Outcome outcome =
      anomaly({"all-filled.tif"}, {"--lower", file("all-lower.tif"), "--upper", file("all-upper.tif"), "--below",
                                   out("below.tif"), "--quicklook", out("z.png")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err.find("warning"), std::string::npos) << outcome.err;
  for (const char* part : {"46 dates of 2018 against 2015, 2016, 2017", "below usual with 95 % confidence"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << outcome.out;
  const DatasetPtr z = open_raster(out()), below = open_raster(out("below.tif"));
  ASSERT_EQ(z->GetRasterCount(), 46);
  EXPECT_STREQ(z->GetRasterBand(1)->GetDescription(), "Z_2018-01-01");
  EXPECT_STREQ(z->GetRasterBand(46)->GetMetadataItem("PERIOD_DAYS"), "5");
  EXPECT_STREQ(z->GetMetadataItem("USUAL_YEARS"), "2015,2016,2017");
  EXPECT_STREQ(below->GetRasterBand(2)->GetDescription(), "BELOW_2018-01-09");
  EXPECT_EQ(below->GetRasterBand(1)->GetRasterDataType(), GDT_Byte);
  EXPECT_EQ(content_of(out("z.png")).substr(1, 3), "PNG");

  const Outcome warned = anomaly({"all-filled.tif"}, {"--overwrite", "--year", "2016", "--years", "2015,2017"});
  ASSERT_EQ(warned.exit_code, 0) << warned.err;
  EXPECT_NE(warned.err.find("--lower and --upper"), std::string::npos) << warned.err;
  EXPECT_NE(warned.out.find("2016 against 2015, 2017"), std::string::npos) << warned.out;
}

TEST_F(AnomalyCommand, writes_the_departures_of_fields) {
  make("all", "2015-01-01", 4 * 46);
  const Grid grid = grid_of(*open_raster(file("all-filled.tif")), "all-filled.tif");
  const auto [west, north] = grid.point(2.5, 2.5);
  const auto [east, south] = grid.point(14, 16.25);
  const std::string wkt =
      fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", west, north, east, south);
  write_fields(file("fields.gpkg"), {{"north", wkt}, {"empty", ""}}, grid.crs_wkt);
  const Arguments bounds{"--lower",  file("all-lower.tif"), "--upper", file("all-upper.tif"),
                         "--fields", file("fields.gpkg")};
  Arguments more = bounds;
  more.insert(more.end(), {"--table", out("departures.gpkg")});
  const Outcome outcome = anomaly({"all-filled.tif"}, more);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("departures.gpkg: 2 fields; "), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("1 of 2 fields (empty) hold no polygon"), std::string::npos) << outcome.err;
  const DatasetPtr layers(GDALDataset::Open(out("departures.gpkg").c_str(), GDAL_OF_VECTOR));
  ASSERT_TRUE(layers);
  EXPECT_EQ(layers->GetLayerByName("departures")->GetFeatureCount(), 2 * 46);
  EXPECT_EQ(layers->GetLayerByName("fields")->GetFeatureCount(), 2);

  fs::remove(out());
  fs::remove(out("departures.gpkg"));
  more.back() = out("departures.csv");
  write_fields(file("fields.gpkg"), {{"7", wkt}, {"7", wkt}}, grid.crs_wkt);
  EXPECT_TRUE(is_refused(anomaly({"all-filled.tif"}, more), 1, {"fields.gpkg", "has the id 7 twice"}));
}

TEST_F(AnomalyCommand, refuses_what_is_no_usual_year) {
  make("one", "2018-01-01", 46);
  EXPECT_TRUE(is_refused(anomaly({"one-filled.tif"}), 1, {"0 other years", "at least 2", "further years"}));
  EXPECT_TRUE(is_refused(anomaly({"one-filled.tif"}, {"--year", "2012"}), 1, {"no date of 2012", "2018"}));
  EXPECT_TRUE(
      is_refused(anomaly({"one-filled.tif"}, {"--lower", file("one-lower.tif")}), 2, {"--upper names 0 files"}));
  EXPECT_TRUE(is_refused(anomaly({"no-such.tif"}), 1, {"no-such.tif"}));
}

TEST_F(AnomalyCommand, refuses_cubes_that_do_not_belong_together) {
  make("a", "2016-01-01", 46);
  make("b", "2017-01-01", 46);
  make("c", "2018-01-01", 46, {"--seed", "2"});
  EXPECT_TRUE(
      is_refused(anomaly({"a-filled.tif", "b-filled.tif", "c-filled.tif"}), 1, {"c-filled.tif", "another grid"}));
  make("d", "2016-06-01", 46);
  EXPECT_TRUE(is_refused(anomaly({"d-filled.tif", "a-filled.tif"}), 1,
                         {"d-filled.tif begins on 2016-06-01", "a-filled.tif ends", "do not overlap"}));
  make("e", "2018-01-01", 46);
  EXPECT_TRUE(
      is_refused(anomaly({"e.tif", "a-filled.tif", "b-filled.tif"}), 1, {"e.tif", "missing", "undercast fill"}));
  EXPECT_EQ(anomaly({"e-filled.tif", "a-filled.tif", "b-filled.tif"}, {"--quiet"}).exit_code, 0) << "in any order";
}

}  // namespace
}  // namespace undercast
