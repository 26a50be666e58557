// SPDX-License-Identifier: Apache-2.0
#include "io/cf_grid_mapping.h"

#include <gtest/gtest.h>

#include "io/crs.h"

namespace undercast {
namespace {

nlohmann::json mapping_of(const std::string& crs) {
  Grid grid;
  grid.crs_wkt = crs_to_wkt(crs);
  grid.affine = {500000, 10, 0, 5600000.5, 0, -10};
  return cf_grid_mapping(grid);
}

TEST(CfGridMapping, says_the_parameters_of_common_projections) {
  const auto utm = mapping_of("EPSG:32631");
  EXPECT_EQ(utm.at("grid_mapping_name"), "transverse_mercator");
  EXPECT_EQ(utm.at("longitude_of_central_meridian"), 3.0);
  EXPECT_EQ(utm.at("scale_factor_at_central_meridian"), 0.9996);
  EXPECT_EQ(utm.at("false_easting"), 500000.0);
  EXPECT_EQ(utm.at("semi_major_axis"), 6378137.0);
  EXPECT_EQ(utm.at("GeoTransform"), "500000 10 0 5600000.5 0 -10");
  const auto europe = mapping_of("EPSG:3035");
  EXPECT_EQ(europe.at("grid_mapping_name"), "lambert_azimuthal_equal_area");
  EXPECT_EQ(europe.at("latitude_of_projection_origin"), 52.0);
  EXPECT_EQ(europe.at("longitude_of_projection_origin"), 10.0);
  const auto conus = mapping_of("EPSG:5070");
  EXPECT_EQ(conus.at("grid_mapping_name"), "albers_conical_equal_area");
  EXPECT_EQ(conus.at("standard_parallel"), nlohmann::json({29.5, 45.5}));
  EXPECT_EQ(conus.at("longitude_of_central_meridian"), -96.0);
  EXPECT_EQ(mapping_of("EPSG:2154").at("grid_mapping_name"), "lambert_conformal_conic");
  EXPECT_EQ(mapping_of("+proj=sinu +R=6371007.181").at("grid_mapping_name"), "sinusoidal");
}

TEST(CfGridMapping, of_degrees_is_latitude_longitude) {
  EXPECT_EQ(mapping_of("EPSG:4326").at("grid_mapping_name"), "latitude_longitude");
}

TEST(CfGridMapping, of_another_projection_is_its_text_alone) {
  const auto robinson = mapping_of("ESRI:54030");
  EXPECT_FALSE(robinson.contains("grid_mapping_name"));
  EXPECT_TRUE(same_crs(robinson.at("crs_wkt"), "ESRI:54030"));
}

}  // namespace
}  // namespace undercast
