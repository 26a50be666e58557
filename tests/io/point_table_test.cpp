// SPDX-License-Identifier: Apache-2.0
#include "io/point_table.h"

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "small_cube.h"

namespace undercast {
namespace {

class PointTable : public testing::Test {
 protected:
  Cube read(const std::string& text, int period_days = 0, const std::string& start = "") {
    write_text_file(path_, text, true);
    CubeReadOptions reading;
    reading.start = start;
    reading.period_days = period_days;
    return read_point_table(path_, reading, ByteSize(memory_));
  }
  testing::AssertionResult refuses(const std::string& text, const std::vector<std::string>& parts) {
    std::vector<std::string> all = parts;
    all.push_back(path_);
    return throws_error([&] { read(text); }, ErrorKind::bad_input, all);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "points.csv";
  std::string memory_ = "1G";
};

const std::string kHead = "id,date,ndvi,vh_db\n";

TEST_F(PointTable, becomes_a_cube_of_one_row_and_a_column_for_each_point) {
  const Cube cube = read(
      "lat,vh_db,id,ndvi,date,vv_db\r\n"
      "50.1,-20.5,b,0.25,2018-01-01,-11\r\n"
      "50.2,,a,,2018-01-09,-12\r\n"
      "50.1,-19,b,-0.5,2018-01-17,\r\n"
      "50.2,-21,a,0.75,2018-01-01,-13\r\n");
  ASSERT_EQ(cube.grid.rows, 1);
  ASSERT_EQ(cube.grid.cols, 2);
  ASSERT_EQ(cube.ndvi.steps(), 3);
  EXPECT_EQ(cube.vh.time, cube.ndvi.time);
  EXPECT_EQ(cube.ndvi.time[1].length_days, 8);
  EXPECT_EQ(cube.ndvi.at(0, 0, 0), 0.25F) << "ids come in order of appearance";
  EXPECT_EQ(cube.ndvi.at(2, 0, 0), -0.5F);
  EXPECT_EQ(cube.ndvi.at(0, 0, 1), 0.75F);
  EXPECT_TRUE(std::isnan(cube.ndvi.at(1, 0, 1)) && std::isnan(cube.ndvi.at(1, 0, 0)));
  EXPECT_EQ(cube.vh.at(2, 0, 0), -19.0F);
  EXPECT_TRUE(std::isnan(cube.vh.at(1, 0, 1)));
  EXPECT_EQ(cube.vv.at(1, 0, 1), -12.0F);
  EXPECT_TRUE(std::isnan(cube.vv.at(2, 0, 0)));
}

TEST_F(PointTable, with_backscatter_that_no_surface_has_is_refused) {
  EXPECT_TRUE(refuses(kHead + "a,2018-01-01,0.5,-9999\n", {"line 2", "-9999", "-60 to 20 dB"}));
  EXPECT_TRUE(refuses(kHead + "a,2018-01-01,0.5,40\n", {"line 2", "40"}));
}

TEST_F(PointTable, that_exceeds_the_memory_is_refused_before_its_cube_is_made) {
  std::string text = kHead;
  for (int point = 0; point < 200; ++point)
    text += fmt::format("{},1900-01-01,0.5,\n{},2099-01-01,0.5,\n", point, point);
  EXPECT_TRUE(throws_error([&] { read(text, 1); }, ErrorKind::usage, {path_, "--memory is 1G", "fewer points"}))
      << "200 points of 73,000 days";
  memory_ = "1M";
  text += std::string(1U << 20, '\n');
  EXPECT_TRUE(throws_error([&] { read(text); }, ErrorKind::usage, {path_, "--memory is 1M"}));
}

TEST_F(PointTable, of_more_than_200_years_is_refused) {
  EXPECT_TRUE(refuses(kHead + "a,0001-01-01,0.5,\na,2018-01-01,0.5,\n", {"0001-01-01", "200 years"}));
}

TEST_F(PointTable, has_no_vv_unless_it_says_so) { EXPECT_TRUE(read(kHead + "a,2018-01-01,0.5,-20\n").vv.empty()); }

TEST_F(PointTable, takes_thirds_of_months_for_periods) {
  std::string text = kHead;
  for (const char* date :
       {"2018-01-01", "2018-01-11", "2018-01-21", "2018-02-01", "2018-02-11", "2018-02-21", "2018-03-01", "2018-03-11"})
    text += std::string("a,") + date + ",0.5,-20\n";
  const TimeAxis axis = read(text).ndvi.time;
  EXPECT_EQ(axis[2].length_days, 11);
  EXPECT_EQ(axis[5].length_days, 8);
}

const std::string kAcquisitions = kHead +
                                  "a,2018-01-01,0.2,-20\na,2018-01-03,0.4,\na,2018-01-08,0.9,-10\n"
                                  "a,2018-01-20,,-15\na,2018-02-27,0.7,\n";

TEST_F(PointTable, composites_acquisitions_by_median_and_by_mean_of_power) {
  const Cube cube = read(kAcquisitions, 8);
  ASSERT_EQ(cube.ndvi.steps(), 8);
  EXPECT_EQ(cube.ndvi.at(0, 0, 0), 0.4F);
  EXPECT_NEAR(cube.vh.at(0, 0, 0), 10 * std::log10((0.01 + 0.1) / 2), 1e-5);
  EXPECT_TRUE(std::isnan(cube.ndvi.at(2, 0, 0)));
  EXPECT_EQ(cube.vh.at(2, 0, 0), -15.0F) << "a single value passes unchanged";
  EXPECT_EQ(cube.ndvi.at(7, 0, 0), 0.7F);
  EXPECT_NEAR(read(kHead + "a,2018-01-01,0.2,\na,2018-01-02,0.5,\n", 8).ndvi.at(0, 0, 0), 0.35, 1e-6);
  EXPECT_EQ(read(kAcquisitions, 8, "2017-12-28").ndvi.time[0].start, parse_date("2017-12-28"));
}

TEST_F(PointTable, asks_for_a_period_where_dates_are_acquisitions) {
  EXPECT_TRUE(refuses(kAcquisitions, {"5 dates from 2018-01-01 to 2018-02-27", "--cube-period"}));
}

TEST_F(PointTable, refuses_what_it_cannot_read_and_says_where) {
  const std::string good = "a,2018-01-01,0.5,-20\n";
  EXPECT_TRUE(refuses("", {"empty", "id,date,ndvi,vh_db"}));
  EXPECT_TRUE(refuses(kHead, {"no rows"}));
  EXPECT_TRUE(refuses("id,date,NDWI\n", {"line 1", "no column ndvi among id, date, NDWI", "id,date,ndvi,vh_db"}));
  EXPECT_TRUE(refuses("name,date,ndvi\n", {"line 1", "no column id among name"}));
  EXPECT_TRUE(refuses("id,ndvi\n", {"line 1", "no column date among id, ndvi"}));
  EXPECT_TRUE(refuses("id,date,ndvi,vh_db,ndvi\n", {"line 1", "two columns ndvi"}));
  EXPECT_TRUE(refuses(kHead + good + "a,2018-02-30,0.5,-20\n", {"line 3", "'2018-02-30'", "YYYY-MM-DD"}));
  EXPECT_TRUE(refuses(kHead + "a,,0.5,-20\n", {"line 2", "the date ''"}));
  EXPECT_TRUE(refuses(kHead + ",2018-01-01,0.5,-20\n", {"line 2", "no id"}));
  EXPECT_TRUE(refuses(kHead + good + good, {"line 3", "point a on 2018-01-01 a second time"}));
  EXPECT_TRUE(refuses(kHead + "a,2018-01-01,1.5,-20\n", {"line 2", "NDVI 1.5", "from -1 to 1"}));
  EXPECT_TRUE(refuses(kHead + "a,2018-01-01,n/a,-20\n", {"line 2", "'n/a' in ndvi", "a number"}));
  EXPECT_TRUE(refuses(kHead + "a,2018-01-01,0.5,-20 dB\n", {"line 2", "'-20 dB' in vh_db"}));
  EXPECT_TRUE(refuses(kHead + "a,2018-01-01,0.5\n", {"line 2", "3 fields", "4"}));
}

// The same series as programs of the field write them.
const std::string kPlain =
    kHead + "a,2018-01-01,0.25,-20\na,2018-01-09,,-21\nb,2018-01-01,-0.5,\nb,2018-01-09,0.75,-19\n";

TEST_F(PointTable, of_r_pandas_and_spreadsheets_are_the_same_cube) {
  const Cube plain = read(kPlain);
  const std::map<std::string, std::string> tables{
      {"write.csv of R",
       "\"\",\"id\",\"date\",\"ndvi\",\"vh_db\"\n\"1\",\"a\",\"2018-01-01\",0.25,-20\n\"2\",\"a\",\"2018-01-09\",NA,-"
       "21\n"
       "\"3\",\"b\",\"2018-01-01\",-0.5,NA\n\"4\",\"b\",\"2018-01-09\",0.75,-19\n"},
      {"pandas with an index, and times",
       ",plot,time,NDVI,VH\n0,a,2018-01-01 00:00:00,0.25,-20.0\n1,a,2018-01-09 00:00:00,,-21.0\n"
       "2,b,2018-01-01 10:56:31,-0.5,nan\n3,b,2018-01-09 00:00:00,0.75,-19.0\n"},
      {"a spreadsheet in German",
       "\xEF\xBB\xBFPoint_ID;Date;NDVI;VH_dB\r\na;20180101;0.25;-20\r\na;20180109;NaN;-21\r\nb;20180101;-0.5;\r\n"
       "b;20180109;0.75;-19\r\n"},
      {"tabs",
       "id\tdatetime\tndvi\tvh\na\t2018-01-01T10:00:00Z\t0.25\t-20\na\t2018/01/09\tnull\t-21\n"
       "b\t2018.01.01\t-0.5\tNULL\nb\t2018_01_09\t 0.75 \t-19\n"}};
  for (const auto& [program, text] : tables) {
    const Cube cube = read(text);
    EXPECT_EQ(cube.layout(), plain.layout()) << program;
    EXPECT_TRUE(same_values(cube.ndvi.values, plain.ndvi.values)) << program;
    EXPECT_TRUE(same_values(cube.vh.values, plain.vh.values)) << program;
  }
}

TEST_F(PointTable, with_a_column_for_each_date_is_the_cube_of_one_with_rows) {
  const Cube plain = read(kPlain);
  for (const std::string names :
       {"NDVI_2018-01-01,NDVI_2018-01-09,VH_2018-01-01,VH_2018-01-09",
        "ndvi_20180101,ndvi_20180109,vh_db_20180101,vh_db_20180109",
        "X2018.01.01,X2018.01.09,VH_2018.01.01,VH_2018.01.09", "2018-01-01,2018-01-09,VH_2018-01-01,VH_2018-01-09"}) {
    const Cube cube = read("soil,id," + names + "\nloam,a,0.25,NA,-20,-21\nclay,b,-0.5,0.75,,-19\n");
    EXPECT_EQ(cube.layout(), plain.layout()) << names;
    EXPECT_TRUE(same_values(cube.ndvi.values, plain.ndvi.values)) << names;
    EXPECT_TRUE(same_values(cube.vh.values, plain.vh.values)) << names;
  }
}

TEST_F(PointTable, without_radar_is_a_cube_without_radar) {
  const Cube cube = read("id,date,ndvi\na,2018-01-01,0.5\na,2018-01-09,0.6\n");
  EXPECT_TRUE(cube.vh.empty());
  EXPECT_EQ(cube.ndvi.steps(), 2);
  EXPECT_EQ(read("id,2018-01-01,2018-01-09\na,0.5,0.6\n").layout(), cube.layout());
}

TEST_F(PointTable, is_read_wherever_gdal_reads_files) {
  const Cube plain = read(kPlain);
  std::string text = kPlain + std::string(1U << 20, '\n');
  VSIFCloseL(
      VSIFileFromMemBuffer("/vsimem/point_table.csv", reinterpret_cast<GByte*>(text.data()), text.size(), FALSE));
  const Cube cube = read_point_table("/vsimem/point_table.csv", {}, ByteSize("1G"));
  EXPECT_TRUE(same_values(cube.ndvi.values, plain.ndvi.values));
  EXPECT_TRUE(throws_error([] { read_point_table("/vsimem/point_table.csv", {}, ByteSize("1M")); }, ErrorKind::usage,
                           {"--memory is 1M"}));
  VSIUnlink("/vsimem/point_table.csv");
  EXPECT_TRUE(throws_error([] { read_point_table("/vsimem/point_table.csv", {}, ByteSize("1G")); }, ErrorKind::io,
                           {"/vsimem/point_table.csv"}));
}

TEST_F(PointTable, with_a_decimal_comma_is_refused_by_name) {
  EXPECT_TRUE(refuses("id;date;ndvi\na;2018-01-01;0.5\na;2018-01-09;0,53\n",
                      {"line 3", "'0,53' in ndvi, which has a decimal comma", "write.csv2"}));
}

TEST_F(PointTable, refuses_columns_that_mean_the_same_and_names_both) {
  EXPECT_TRUE(refuses("id,plot,date,ndvi\n", {"line 1", "'id' and 'plot' for id"}));
  EXPECT_TRUE(refuses("id,date,VH,vh_db,ndvi\n", {"line 1", "'VH' and 'vh_db' for vh"}));
  EXPECT_TRUE(refuses("id,NDVI_2018-01-01,ndvi_20180101\n",
                      {"line 1", "'NDVI_2018-01-01' and 'ndvi_20180101' for NDVI of 2018-01-01"}));
  EXPECT_TRUE(refuses("id,date,ndvi,NDVI_2018-01-01\n", {"line 1", "'ndvi' and 'NDVI_2018-01-01'"}));
}

TEST_F(PointTable, with_a_column_for_each_date_is_refused_by_line_and_column) {
  const std::string head = "id,2018-01-01,2018-01-09\n";
  EXPECT_TRUE(refuses("soil,2018-01-01,2018-01-09\nloam,0.5,0.6\n", {"no column id among soil, 2018-01-01"}));
  EXPECT_TRUE(refuses(head + "a,0.5,0.6\na,0.5,0.6\n", {"line 3", "point a a second time"}));
  EXPECT_TRUE(refuses(head + "a,0.5,cloud\n", {"line 2", "'cloud' in 2018-01-09"}));
  EXPECT_TRUE(refuses(head + "a,0.5,5300\n", {"line 2", "NDVI 5300", "scale"}));
  EXPECT_TRUE(refuses(head, {"no rows"}));
  EXPECT_TRUE(refuses("id,2018-01-01,2018-01-04,2018-02-20,2018-02-26\na,0,0,0,0\n", {"--cube-period"}));
  EXPECT_TRUE(refuses(std::string("id,2018-01-01\na,\0\n", 18), {"zero byte"}));
}

TEST_F(PointTable, is_known_by_its_ending) {
  for (const char* name : {"a/points.csv", "POINTS.CSV", "points.tsv", "points.parquet", "none.gpkg"})
    EXPECT_TRUE(is_table_file(name)) << name;
  EXPECT_FALSE(is_table_file("cube.tif"));
}

}  // namespace
}  // namespace undercast
