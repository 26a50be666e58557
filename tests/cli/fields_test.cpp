// SPDX-License-Identifier: Apache-2.0
// A table of fields at the command line: what a fill leaves goes in, with outlines that GDAL wrote.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "io/field_layer.h"
#include "io/raster_file.h"
#include "io/table_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class FieldsCommand : public testing::Test {
 protected:
  FieldsCommand() { fs::create_directory(folder_ / "out"); }

  std::string file(const std::string& name) const { return folder_ / name; }

  // filled.tif with its companions, and two fields in fields.gpkg.
  void make_scene() {
    ASSERT_EQ(run({"simulate", "-o", file("scene.tif"), "--size", "32", "--steps", "46"}).exit_code, 0);
    const Outcome filled = run({"fill", file("scene.tif"), "-o", file("filled.tif"), "--method", "linear", "--lower",
                                file("lower.tif"), "--upper", file("upper.tif"), "--provenance", file("from.tif")});
    ASSERT_EQ(filled.exit_code, 0) << filled.err;
    const DatasetPtr raster = open_raster(file("filled.tif"));
    const Grid grid = grid_of(*raster, "filled.tif");
    const auto square = [&](double col, double row, double size) {
      const auto [west, north] = grid.point(col, row);
      const auto [east, south] = grid.point(col + size, row + size);
      return fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", west, north, east, south);
    };
    write_fields(file("fields.gpkg"),
                 {{"north", square(2.5, 2.5, 10)}, {"south", square(12.25, 18, 9)}, {"beyond", square(40, 40, 5)}},
                 grid.crs_wkt);
  }

  Outcome fields(const std::vector<std::string>& more) const {
    std::vector<std::string> line{"fields", file("filled.tif"), "--fields", file("fields.gpkg")};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }

  TemporaryFolder folder_;
};

TEST_F(FieldsCommand, writes_a_row_for_each_field_and_date_in_each_format) {
  make_scene();
  for (const std::string name : {"out/series.csv", "out/series.gpkg"}) {
    const Outcome outcome = fields({"-o", file(name), "--lower", file("lower.tif"), "--upper", file("upper.tif"),
                                    "--provenance", file("from.tif")});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("3 fields on 46 dates; 1 are flagged"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.err.find("1 of 3 fields (beyond) lie outside the cube"), std::string::npos) << outcome.err;
  }
  TableFile table(file("out/series.csv"), ByteSize("1G"));
  ASSERT_EQ(table.rows(), 3 * 46);
  std::set<std::string> names;
  for (int column = 0; column < table.columns(); ++column) names.insert(table.name(column));
  EXPECT_EQ(names, (std::set<std::string>{"id", "date", "mean", "median", "sd", "observed", "pixels", "lower", "upper",
                                          "low_trust", "touched", "flag"}));
  EXPECT_EQ(table.text(0, 0), "north");
  EXPECT_EQ(table.text(2 * 46, 0), "beyond");
  EXPECT_EQ(table.text(2 * 46, 2), "");
  EXPECT_EQ(table.text(2 * 46, table.columns() - 1), "outside");
  for (int row = 0; row < 2 * 46; ++row) {
    const double mean = std::stod(table.text(row, 2)), lower = std::stod(table.text(row, 7)),
                 upper = std::stod(table.text(row, 8)), observed = std::stod(table.text(row, 5));
    EXPECT_LE(lower, mean);
    EXPECT_LE(mean, upper);
    EXPECT_EQ(lower == upper, observed == 1) << row;
  }
  const DatasetPtr file_of_layers(GDALDataset::Open(file("out/series.gpkg").c_str(), GDAL_OF_VECTOR));
  ASSERT_TRUE(file_of_layers);
  EXPECT_EQ(file_of_layers->GetLayerByName("series")->GetFeatureCount(), 3 * 46);
  EXPECT_EQ(file_of_layers->GetLayerByName("fields")->GetFeatureCount(), 3);
}

TEST_F(FieldsCommand, writes_the_seasons_of_each_field) {
  make_scene();
  const Outcome outcome = fields({"-o", file("out/series.csv"), "--phenology", file("out/seasons.csv"), "--lower",
                                  file("lower.tif"), "--upper", file("upper.tif"), "--min-amplitude", "0.05"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  TableFile table(file("out/seasons.csv"), ByteSize("1G"));
  ASSERT_EQ(table.rows(), 3);
  std::set<std::string> names;
  for (int column = 0; column < table.columns(); ++column) names.insert(table.name(column));
  for (const char* name : {"id", "SEASONS_2018", "SOS_2018_1", "SOS_SD_2018_1", "QUALITY_2018_2"})
    EXPECT_TRUE(names.contains(name)) << name;
  EXPECT_NE(table.text(0, 1), "");
  EXPECT_EQ(table.text(2, 1), "");
}

TEST_F(FieldsCommand, a_report_shows_the_means_of_the_table) {
  make_scene();
  const Arguments bounds{"--lower", file("lower.tif"), "--upper", file("upper.tif"), "--buffer", "-10"};
  Arguments more{"-o", file("out/series.csv")};
  more.insert(more.end(), bounds.begin(), bounds.end());
  ASSERT_EQ(fields(more).exit_code, 0);
  Arguments line{"report",   file("scene.tif"),  file("filled.tif"), "-o", file("out/report.html"),
                 "--fields", file("fields.gpkg")};
  line.insert(line.end(), bounds.begin(), bounds.end());
  const Outcome outcome = run(line);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("1 of 3 fields (beyond) lie outside the cube"), std::string::npos) << outcome.err;
  const std::string page = content_of(file("out/report.html")), begin = "type=\"application/json\" id=\"data\">";
  const std::size_t from = page.find(begin) + begin.size();
  const auto shown = nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from)).at("fields");
  ASSERT_EQ(shown.at("fields").size(), 3U);
  TableFile table(file("out/series.csv"), ByteSize("1G"));
  for (int row = 0; row < 2 * 46; ++row) {
    const nlohmann::json& field = shown.at("fields")[static_cast<std::size_t>(row / 46)];
    const auto step = static_cast<std::size_t>(row % 46);
    EXPECT_EQ(field.at("id"), table.text(row, 0));
    EXPECT_NEAR(field.at("mean")[step].get<double>(), std::stod(table.text(row, 2)), 1e-4);
    EXPECT_NEAR(field.at("lower")[step].get<double>(), std::stod(table.text(row, 7)), 1e-4);
    EXPECT_NEAR(field.at("upper")[step].get<double>(), std::stod(table.text(row, 8)), 1e-4);
  }
  EXPECT_EQ(shown.at("fields")[2].at("flag"), "outside");
}

TEST_F(FieldsCommand, report_and_viewer_refuse_bad_outlines_as_the_table_does) {
  make_scene();
  const std::string outlines = file("fields.gpkg");
  std::vector<Arguments> lines{
      {"report", file("scene.tif"), file("filled.tif"), "-o", file("out/report.html"), "--fields", outlines}};
  const Outcome without = run({"view", file("filled.tif"), "--id", "name"});
  if (without.err.find("has no viewer") == std::string::npos) {
    EXPECT_TRUE(refused(without, 2, {"--fields is not given"}));
    lines.push_back({"view", file("filled.tif"), "--port", "0", "--fields", outlines});
  }
  const DrawnField elsewhere{"7", "POLYGON ((0 0, 1 0, 1 1, 0 0))"};
  for (Arguments line : lines) {
    write_fields(outlines, {elsewhere, elsewhere}, "EPSG:4326");
    EXPECT_TRUE(refused(run(line), 1, {"has the id 7 twice"})) << line[0];
    write_fields(outlines, {elsewhere}, "EPSG:4326");
    EXPECT_TRUE(refused(run(line), 1, {"no field of", "fields.gpkg", "lies within the cube"})) << line[0];
    line.insert(line.end(), {"--id", "name"});
    EXPECT_TRUE(refused(run(line), 1, {"has no column name", "its columns are parcel"})) << line[0];
  }
  EXPECT_TRUE(fs::is_empty(folder_ / "out"));
}

TEST_F(FieldsCommand, says_how_much_memory_it_needs) {
  make_scene();
  EXPECT_TRUE(refused(fields({"-o", file("out/series.csv"), "--memory", "10M"}), 2, {"3 fields on 46 dates", "10M"}));
  EXPECT_EQ(fields({"-o", file("out/series.csv"), "--memory", "512M"}).exit_code, 0);
}

TEST_F(FieldsCommand, refuses_bad_outlines_and_leaves_no_file) {
  make_scene();
  write_fields(file("fields.gpkg"), {{"7", "POLYGON ((0 0, 1 0, 1 1, 0 0))"}, {"7", "POLYGON ((0 0, 1 0, 1 1, 0 0))"}},
               "EPSG:4326");
  EXPECT_TRUE(refused(fields({"-o", file("out/series.csv")}), 1, {"has the id 7 twice"}));
  EXPECT_TRUE(refused(fields({"-o", file("out/series.tif")}), 2, {"series.tif", ".csv"}));
  EXPECT_TRUE(refused(fields({"-o", file("out/series.csv"), "--lower", file("lower.tif")}), 2, {"--upper"}));
  EXPECT_TRUE(fs::is_empty(folder_ / "out"));
}

}  // namespace
}  // namespace undercast
