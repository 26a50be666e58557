// SPDX-License-Identifier: Apache-2.0
#include "io/gdal.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(Gdal, a_crs_survives_being_written_as_wkt) {
  for (const char* code : {"EPSG:32631", "EPSG:4326", "EPSG:3035"}) EXPECT_EQ(crs_name(crs_to_wkt(code)), code);
}

TEST(Gdal, a_crs_without_a_code_has_its_name) {
  EXPECT_FALSE(crs_name(crs_to_wkt("+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80 +units=m")).empty());
}

TEST(Gdal, definitions_that_mean_the_same_are_the_same) {
  EXPECT_TRUE(same_crs(crs_to_wkt("EPSG:32631"), "EPSG:32631"));
  EXPECT_FALSE(same_crs(crs_to_wkt("EPSG:32631"), crs_to_wkt("EPSG:32632")));
}

TEST(Gdal, a_definition_that_is_none_is_named_with_examples) {
  for (const char* text : {"", "EPSG:nothing", "Belgium"})
    EXPECT_TRUE(
        throws_error([&] { crs_to_wkt(text); }, ErrorKind::usage, {std::string("'") + text + "'", "EPSG:32631"}));
}

TEST(Gdal, an_error_names_the_path_and_gdals_reason) {
  EXPECT_TRUE(throws_error([] { open_raster("/no/such/raster.tif"); }, ErrorKind::io,
                           {"/no/such/raster.tif", "No such file or directory"}));
}

}  // namespace
}  // namespace undercast
