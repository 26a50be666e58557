// SPDX-License-Identifier: Apache-2.0
#include "io/image_names.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(BandName, is_dated_or_numbered) {
  const auto dated = parse_band_name("VH_2018-05-11", 3, "cube.tif");
  ASSERT_TRUE(dated.has_value());
  EXPECT_EQ(dated->variable, "VH");
  EXPECT_EQ(dated->date, parse_date("2018-05-11"));
  const auto numbered = parse_band_name("NDVI_03", 3, "cube.tif");
  ASSERT_TRUE(numbered.has_value());
  EXPECT_FALSE(numbered->date.has_value());
  EXPECT_EQ(numbered->number, 3);
}

TEST(BandName, of_another_variable_is_none_of_a_cubes) {
  for (const char* name : {"SCL_2018-05-11", "B05", "VHX_2018-05-11", "PROVENANCE_2018-05-11", "20180511_cloudy"})
    EXPECT_FALSE(parse_band_name(name, 1, "cube.tif").has_value()) << name;
}

TEST(BandName, with_an_unreadable_date_is_an_error_that_names_the_band) {
  for (const char* name : {"NDVI_", "NDVI_2018-02-30", "NDVI_20180532", "NDVI_may", "NDVI_2018-05-11_x", "NDVI_-1"})
    EXPECT_TRUE(throws_error([&] { parse_band_name(name, 7, "cube.tif"); }, ErrorKind::bad_input,
                             {"band 7", "cube.tif", std::string("'") + name + "'", "NDVI_YYYY-MM-DD"}))
        << name;
}

TEST(BandName, is_read_as_the_programs_of_the_field_write_it) {
  const struct {
    const char *name, *variable;
  } cases[] = {{"NDVI_20180511", "NDVI"},
               {"ndvi_2018-05-11", "NDVI"},
               {"VH-2018.05.11", "VH"},
               {"NDVI_2018-05-11T10:50:31Z", "NDVI"},
               {"20180511", ""},
               {"20180511_SEN2A", ""},
               {"20180511_LND08", ""},
               {"20180511T105031_20180511T105401_T31UFS_NDVI", "NDVI"},
               {"S1A_IW_GRDH_1SDV_20180511T054147_20180511T054212_019985_022094_A2C3_VH", "VH"}};
  for (const auto& [name, variable] : cases) {
    const auto read = parse_band_name(name, 1, "cube.tif");
    ASSERT_TRUE(read.has_value()) << name;
    EXPECT_EQ(read->variable, variable) << name;
    EXPECT_EQ(read->date, parse_date("2018-05-11")) << name;
  }
  EXPECT_EQ(parse_band_name("12_NDVI", 1, "cube.tif")->number, 12);
}

TEST(BandName, of_a_word_of_the_users_own_says_its_variable) {
  const NameRules rules{{}, {{"EVI", "NDVI"}}};
  EXPECT_EQ(parse_band_name("EVI_2018-05-11", 1, "cube.tif", rules)->variable, "NDVI");
  EXPECT_FALSE(parse_band_name("NDVI_2018-05-11", 1, "cube.tif", rules).has_value()) << "the word takes its place";
  EXPECT_EQ(parse_band_name("VH_2018-05-11", 1, "cube.tif", rules)->variable, "VH");
  EXPECT_FALSE(parse_band_name("EVI_2018-05-11", 1, "cube.tif").has_value());
}

TEST(FileName, says_its_variable_and_its_date) {
  const struct {
    const char *name, *variable;
  } cases[] = {{"in/SENTINEL-2_MSI_20LKP_NDVI_2018-05-11.tif", "NDVI"},
               {"2018-05-11/vh.tif", "VH"},
               {"S2_2018_05_11_B08.tif", "NIR"},
               {"MYD13Q1.006__250m_16_days_NDVI_doy2018131_aid0001.tif", "NDVI"},
               {"MOD13Q1.A2018131.h18v04.tif", ""},
               {"20180511.tif", ""}};
  for (const auto& [name, variable] : cases) {
    EXPECT_EQ(parse_file_name(name).variable, variable) << name;
    if (std::string(name) != "2018-05-11/vh.tif")
      EXPECT_EQ(parse_file_name(name).date, parse_date("2018-05-11")) << name;
  }
  EXPECT_FALSE(parse_file_name("2001-2020_001-365_HL_TSA_SEN2L_NDV_TSI.tif").date.has_value()) << "a range of years";
}

TEST(Date, is_no_part_of_a_longer_number_and_no_day_that_does_not_exist) {
  for (const char* name : {"120180511", "201805112", "20180532", "2018-13-01", "19690511", "2018131", "T31UFS", ""})
    EXPECT_FALSE(find_date(name).has_value()) << name;
}

TEST(DatePattern, finds_dates_that_no_other_rule_does) {
  EXPECT_EQ(DatePattern("of %d%m%Y").find("ndvi of 11052018"), parse_date("2018-05-11"));
  EXPECT_EQ(DatePattern("%Y_%j").find("x_2018_131"), parse_date("2018-05-11"));
  EXPECT_FALSE(DatePattern("of %d%m%Y").find("ndvi of 31022018").has_value());
  EXPECT_FALSE(DatePattern("of %d%m%Y").find("20180511").has_value()) << "the pattern comes in place of the rules";
}

TEST(DatePattern, that_gives_no_date_is_refused) {
  for (const char* pattern : {"%Y", "%Y%m", "%d%m", "%Y%m%d%j", "%Y-%B-%d", "2018%"})
    EXPECT_TRUE(throws_error([&] { DatePattern{pattern}; }, ErrorKind::usage, {pattern, "%Y with %m and %d"}))
        << pattern;
}

}  // namespace
}  // namespace undercast
