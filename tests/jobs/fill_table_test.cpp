// SPDX-License-Identifier: Apache-2.0
// fill of tables of points: values, and what the filled table keeps.
#include <gtest/gtest.h>

#include <sstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "fill/fill_cube.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/point_layer.h"
#include "io/point_table.h"
#include "jobs/fill.h"
#include "small_cube.h"

namespace undercast {
namespace {

constexpr int kPoints = 12, kSteps = 30;

class FillTable : public testing::Test {
 protected:
  using Records = std::vector<std::vector<std::string>>;

  std::string number(float value) const { return is_missing(value) ? "" : fmt::format("{}", value); }
  // Rows `index,plot,date,NDVI,crop,note,VH`; without missing ones when they are `sparse`.
  std::string long_table(bool sparse = false, const std::string& separator = ",") const {
    std::string text = "index,plot,date,NDVI,crop,note,VH\n";
    for (int step = 0; step < kSteps; ++step)
      for (int point = 0; point < kPoints; ++point) {
        const float ndvi = cube_.ndvi.at(step, 0, point);
        if (sparse && is_missing(ndvi)) continue;
        text += fmt::format("{},p{},{},{},{},note {},{}\n", step * kPoints + point, point,
                            to_string(cube_.ndvi.time[step].start), number(ndvi),
                            point % 2 == 0 ? "\"maize, \"\"sweet\"\"\"" : "wheat", step,
                            number(cube_.vh.at(step, 0, point)));
      }
    if (separator != ",") std::replace(text.begin(), text.end(), ',', separator[0]);
    return text;
  }
  std::string wide_table() const {
    std::string text = "soil,plot";
    for (const Period& period : cube_.ndvi.time) text += ",ndvi_" + to_string(period.start);
    for (int point = 0; point < kPoints; ++point) {
      text += fmt::format("\nloam {},p{}", point, point);
      for (int step = 0; step < kSteps; ++step) text += "," + number(cube_.ndvi.at(step, 0, point));
    }
    return text + "\n";
  }
  FillSummary fill_text(const std::string& text) {
    write_text_file(job_.cube.path, text, true);
    check(job_);
    return fill(job_, {.threads = 2});
  }
  static Records records(const std::string& path) {
    const std::string text = read_text_file(path);
    CsvReader reader(text, path);
    Records all;
    for (std::vector<std::string> fields; reader.next(fields);) all.push_back(fields);
    return all;
  }
  Cube read(const std::string& path) const { return read_point_table(path, job_.reading, ByteSize("1G")); }
  // What the method makes of the table's series where `evaluate` reads them.
  FilledWindow expected() const {
    const Cube cube = read(job_.cube.path);
    MemoryCubeSource source(cube);
    return fill_cube(cube, *fit_method(job_.method, job_.parameters, source, {.threads = 2}), 2);
  }
  FillJob table_job() const {
    FillJob job;
    job.cube = folder_ / "points.csv";
    job.output = folder_ / "filled.csv";
    job.method = "similar-pixels";
    job.overwrite = true;
    return job;
  }

  TemporaryFolder folder_;
  Cube cube_ = small_cube(1, kPoints, kSteps, kSteps, 0.3, 1);
  FillJob job_ = table_job();
};

TEST_F(FillTable, keeps_rows_and_cells_and_adds_provenance_and_bounds) {
  const FillSummary summary = fill_text(long_table());
  EXPECT_NEAR(summary.observed + summary.filled + summary.low_trust + summary.missing, 1, 1e-9);
  const Records before = records(job_.cube.path), after = records(job_.output.path);
  ASSERT_EQ(after.size(), before.size());
  const std::vector<std::string> added(after[0].end() - 3, after[0].end());
  EXPECT_EQ(added, (std::vector<std::string>{"provenance", "ndvi_lower", "ndvi_upper"}));
  int filled = 0;
  for (std::size_t row = 0; row < before.size(); ++row) {
    std::vector<std::string> kept(after[row].begin(), after[row].end() - 3);
    if (row > 0 && before[row][3].empty()) {
      ++filled;
      EXPECT_TRUE(after[row][7] == "interpolated" || after[row][7] == "low trust") << after[row][7];
      EXPECT_LE(std::stof(after[row][8]), std::stof(after[row][3]));
      EXPECT_GE(std::stof(after[row][9]), std::stof(after[row][3]));
      kept[3].clear();
    } else if (row > 0) {
      EXPECT_TRUE(after[row][7] == "observed" || after[row][7] == "suspect") << after[row][7];
      EXPECT_EQ(after[row][8], after[row][3]);
    }
    EXPECT_EQ(kept, before[row]);
  }
  EXPECT_GT(filled, kPoints * kSteps / 5);
}

TEST_F(FillTable, holds_bit_for_bit_what_the_method_makes_of_the_series) {
  fill_text(long_table());
  const FilledWindow filled = expected();
  EXPECT_TRUE(same_values(read(job_.output.path).ndvi.values, filled.ndvi.values));
  fill_text(wide_table());
  EXPECT_TRUE(same_values(read(job_.output.path).ndvi.values, expected().ndvi.values));
}

TEST_F(FillTable, with_a_column_for_each_date_keeps_its_columns) {
  fill_text(wide_table());
  const Records before = records(job_.cube.path), after = records(job_.output.path);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_EQ(after[0], before[0]);
  for (std::size_t row = 1; row < before.size(); ++row)
    for (std::size_t column = 0; column < before[row].size(); ++column) {
      if (before[row][column].empty())
        EXPECT_FALSE(after[row][column].empty());
      else
        EXPECT_EQ(after[row][column], before[row][column]);
    }
}

TEST_F(FillTable, gets_rows_for_dates_that_a_point_does_not_have) {
  fill_text(long_table(true, ";"));
  const Records before = records(job_.cube.path), after = records(job_.output.path);
  ASSERT_LT(before.size(), after.size());
  ASSERT_EQ(after.size(), 1U + kPoints * kSteps);
  for (std::size_t row = 1; row < before.size(); ++row)
    EXPECT_EQ(std::vector<std::string>(after[row].begin(), after[row].end() - 3), before[row]);
  for (std::size_t row = before.size(); row < after.size(); ++row) {
    const std::vector<std::string>& added = after[row];
    EXPECT_EQ(added[0] + added[5] + added[6], "") << "cells that vary, and radar, are not known";
    EXPECT_FALSE(added[3].empty());
    EXPECT_EQ(added[4], std::stoi(added[1].substr(1)) % 2 == 0 ? "maize; \"sweet\"" : "wheat");
  }
  EXPECT_EQ(read(job_.output.path).ndvi.time, cube_.ndvi.time);
}

TEST_F(FillTable, of_acquisitions_has_a_row_for_each_point_and_period) {
  job_.reading.period_days = 16;
  fill_text(long_table());
  const Records after = records(job_.output.path);
  ASSERT_EQ(after.size(), 1U + kPoints * kSteps / 2);
  EXPECT_EQ(after[1][1] + after[2][1], "p0p0");
  EXPECT_EQ(after[1][2] + after[2][2], "2018-01-012018-01-17");
  EXPECT_EQ(after[1][0] + after[1][5], "");
  EXPECT_EQ(after[1][4], "maize, \"sweet\"");
  EXPECT_FALSE(after[1][6].empty()) << "the radar of the period";
  const FilledWindow filled = expected();
  EXPECT_TRUE(same_values(read(job_.output.path).ndvi.values, filled.ndvi.values));
  fill_text(wide_table());
  EXPECT_EQ(records(job_.output.path)[0].size(), 2U + kSteps / 2);
  EXPECT_EQ(records(job_.output.path)[0][3], "ndvi_2018-01-17");
  EXPECT_TRUE(same_values(read(job_.output.path).ndvi.values, filled.ndvi.values));
}

TEST_F(FillTable, of_a_geopackage_keeps_geometry_types_and_numbers_of_features) {
  job_.cube = folder_ / "plots.gpkg";
  job_.output = folder_ / "filled.gpkg";
  write_gpkg(job_.cube.path, [&](OGRLayer& layer) {
    add_column(layer, "id", OFTInteger);
    add_column(layer, "date", OFTDate);
    add_column(layer, "ndvi", OFTReal);
    add_column(layer, "area", OFTInteger64);
    for (int point = 0; point < kPoints; ++point)
      for (int step = 0; step < kSteps; ++step)
        add_feature(layer, point, [&](OGRFeature& feature) {
          feature.SetFID(1000 - point * kSteps - step);
          feature.SetField(0, point);
          feature.SetField(1, to_string(cube_.ndvi.time[step].start).c_str());
          if (const float ndvi = cube_.ndvi.at(step, 0, point); is_observed(ndvi)) feature.SetField(2, ndvi);
          feature.SetField(3, 100 + point);
        });
  });
  check(job_);
  fill(job_, {.threads = 2});
  EXPECT_TRUE(same_values(read(job_.output.path).ndvi.values, expected().ndvi.values));
  TableFile before(job_.cube.path, ByteSize("1G")), after(job_.output.path, ByteSize("1G"));
  ASSERT_EQ(after.rows(), kPoints * kSteps);
  EXPECT_EQ(after.type(1), OFTDate);
  EXPECT_EQ(after.type(3), OFTInteger64);
  for (int row = 0; row < after.rows(); ++row) {
    EXPECT_EQ(after.where(row), before.where(row));
    EXPECT_TRUE(after.row(row).GetGeometryRef()->Equals(before.row(row).GetGeometryRef()));
    for (const int column : {0, 1, 3}) EXPECT_EQ(after.text(row, column), before.text(row, column));
  }
  EXPECT_TRUE(after.row(0).GetGeometryRef()->getSpatialReference()->IsSame(
      before.row(0).GetGeometryRef()->getSpatialReference()));
}

TEST_F(FillTable, of_a_csv_becomes_a_geopackage_with_numbers) {
  job_.output = folder_ / "filled.gpkg";
  fill_text(long_table());
  TableFile filled(job_.output.path, ByteSize("1G"));
  EXPECT_EQ(filled.type(0), OFTInteger64);
  EXPECT_EQ(filled.type(3), OFTReal);
  EXPECT_EQ(filled.type(4), OFTString);
  EXPECT_TRUE(same_values(read(job_.output.path).ndvi.values, expected().ndvi.values));
}

TEST_F(FillTable, of_a_csv_keeps_codes_as_text_in_a_geopackage) {
  std::string text = "id,date,ndvi,code,count\n";
  for (int step = 0; step < 12; ++step)
    text += fmt::format("12E4,2018-{:02}-01,{},007,{}\n", step + 1, step % 3 == 1 ? "" : "0.5", step == 3 ? "NA" : "5");
  job_.output = folder_ / "codes.gpkg";
  job_.method = "linear";
  fill_text(text);
  const PointTable filled(job_.output.path, {}, ByteSize("1G"));
  const auto field = [&](const char* name) {
    int column = 0;
    while (filled.file.name(column) != name) ++column;
    return std::pair(filled.file.type(column), filled.file.text(3, column));
  };
  EXPECT_EQ(field("id"), std::pair(OFTString, std::string("12E4")));
  EXPECT_EQ(field("code"), std::pair(OFTString, std::string("007")));
  EXPECT_EQ(field("count"), std::pair(OFTInteger64, std::string())) << "NA is missing";
}

TEST_F(FillTable, leaves_long_gaps_missing_and_says_so) {
  job_.max_gap_days = 16;
  const FillSummary summary = fill_text(long_table());
  EXPECT_GT(summary.missing, 0.01);
  for (const std::vector<std::string>& row : records(job_.output.path))
    EXPECT_EQ(row[3].empty(), row[7] == "missing") << row[3] << row[7];
}

TEST_F(FillTable, refuses_what_a_table_has_no_place_for) {
  write_text_file(job_.cube.path, long_table(), false);
  const auto refuses = [&](OutputFile FillJob::*option, const std::string& name,
                           const std::vector<std::string>& parts) {
    FillJob job = job_;
    job.*option = folder_ / name;
    return throws_error([&] { fill(job, {}); }, ErrorKind::usage, parts);
  };
  EXPECT_TRUE(refuses(&FillJob::lower, "lower.tif", {"--lower", "points.csv is a table", "columns"}));
  EXPECT_TRUE(refuses(&FillJob::upper, "upper.tif", {"--upper"}));
  EXPECT_TRUE(refuses(&FillJob::provenance, "provenance.tif", {"--provenance"}));
  EXPECT_TRUE(refuses(&FillJob::quicklook, "a.png", {"--quicklook"}));
  EXPECT_TRUE(refuses(&FillJob::animation, "a.webp", {"--animation"}));
  EXPECT_TRUE(refuses(&FillJob::output, "filled.tif", {"filled.tif", ".gpkg"}));
  EXPECT_TRUE(throws_error([&] { fill_text("id,date,ndvi,Provenance\na,2018-01-01,0.5,\na,2018-01-09,,\n"); },
                           ErrorKind::bad_input, {"column Provenance already", "rename"}));
  EXPECT_TRUE(
      throws_error([&] { fill_text("id,date,ndvi\na,2018-01-01,0.5\n"); }, ErrorKind::bad_input, {"one NDVI date"}));
  job_.overwrite = false;
  write_text_file(job_.output.path, "mine", false);
  EXPECT_TRUE(throws_error([&] { check(job_); }, ErrorKind::usage, {"filled.csv exists already"}));
}

}  // namespace
}  // namespace undercast
