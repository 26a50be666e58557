// SPDX-License-Identifier: Apache-2.0
#include "io/crs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

TEST(Crs, a_crs_survives_being_written_as_wkt) {
  for (const char* code : {"EPSG:32631", "EPSG:4326", "EPSG:3035"}) EXPECT_EQ(crs_name(crs_to_wkt(code)), code);
}

TEST(Crs, a_crs_without_a_code_has_its_name) {
  const std::string wkt = crs_to_wkt("EPSG:32631");
  const std::size_t code = wkt.rfind(",AUTHORITY");
  EXPECT_EQ(crs_name(wkt.substr(0, code) + "]"), "WGS 84 / UTM zone 31N");
}

TEST(Crs, definitions_that_mean_the_same_are_the_same) {
  EXPECT_TRUE(same_crs(crs_to_wkt("EPSG:32631"), "EPSG:32631"));
  EXPECT_FALSE(same_crs(crs_to_wkt("EPSG:32631"), crs_to_wkt("EPSG:32632")));
}

TEST(Crs, a_definition_that_is_none_is_named_with_examples) {
  for (const char* text : {"", "EPSG:nothing", "Belgium"})
    EXPECT_TRUE(
        throws_error([&] { crs_to_wkt(text); }, ErrorKind::usage, {std::string("'") + text + "'", "EPSG:32631"}));
}

// The definition may come from a catalogue.
TEST(Crs, a_definition_is_never_a_file_or_an_address) {
  const TemporaryFolder folder;
  write_text_file(folder / "crs.prj", crs_to_wkt("EPSG:32631"), false);
  for (const std::string& text : {folder / "crs.prj", std::string("http://127.0.0.1:9/crs.prj")})
    EXPECT_TRUE(throws_error([&] { crs_to_wkt(text); }, ErrorKind::usage, {text}));
}

TEST(Crs, a_unit_is_a_length_in_metres_or_no_length_at_all) {
  EXPECT_EQ(metres_per_unit("EPSG:32631"), 1);
  EXPECT_NEAR(metres_per_unit("EPSG:2263"), 0.3048, 1e-5);
  EXPECT_EQ(metres_per_unit("EPSG:4326"), 0);
}

TEST(Crs, coordinates_have_longitude_first_and_are_missing_where_there_is_no_answer) {
  Coordinates points{{3, 500000}, {0, 100}};
  transform_coordinates("EPSG:4326", "EPSG:32631", points);
  EXPECT_NEAR(points.x[0], 500000, 1e-6);
  EXPECT_NEAR(points.y[0], 0, 1e-6);
  EXPECT_TRUE(std::isnan(points.x[1]) && std::isnan(points.y[1]));
}

}  // namespace
}  // namespace undercast
