// SPDX-License-Identifier: Apache-2.0
#include "io/cf_grid_mapping.h"

#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "io/crs.h"

namespace undercast {
namespace {

using nlohmann::json;

struct Parameter {
  const char *cf, *gdal;
};

struct Projection {
  const char *gdal, *cf;
  std::vector<Parameter> parameters;  ///< beside the false easting and northing
  bool has_parallels = false;
};

const std::array<Projection, 5>& projections() {
  static const std::array<Projection, 5> all{{
      {SRS_PT_TRANSVERSE_MERCATOR,
       "transverse_mercator",
       {{"latitude_of_projection_origin", SRS_PP_LATITUDE_OF_ORIGIN},
        {"longitude_of_central_meridian", SRS_PP_CENTRAL_MERIDIAN},
        {"scale_factor_at_central_meridian", SRS_PP_SCALE_FACTOR}}},
      {SRS_PT_LAMBERT_AZIMUTHAL_EQUAL_AREA,
       "lambert_azimuthal_equal_area",
       {{"latitude_of_projection_origin", SRS_PP_LATITUDE_OF_CENTER},
        {"longitude_of_projection_origin", SRS_PP_LONGITUDE_OF_CENTER}}},
      {SRS_PT_ALBERS_CONIC_EQUAL_AREA,
       "albers_conical_equal_area",
       {{"latitude_of_projection_origin", SRS_PP_LATITUDE_OF_CENTER},
        {"longitude_of_central_meridian", SRS_PP_LONGITUDE_OF_CENTER}},
       true},
      {SRS_PT_LAMBERT_CONFORMAL_CONIC_2SP,
       "lambert_conformal_conic",
       {{"latitude_of_projection_origin", SRS_PP_LATITUDE_OF_ORIGIN},
        {"longitude_of_central_meridian", SRS_PP_CENTRAL_MERIDIAN}},
       true},
      {SRS_PT_SINUSOIDAL, "sinusoidal", {{"longitude_of_projection_origin", SRS_PP_LONGITUDE_OF_CENTER}}},
  }};
  return all;
}

void add_projection(const OGRSpatialReference& crs, json& attributes) {
  const char* name = crs.GetAttrValue("PROJECTION");
  for (const Projection& projection : projections()) {
    if (name == nullptr || std::string_view(name) != projection.gdal) continue;
    const auto parameter = [&](const char* gdal) { return crs.GetNormProjParm(gdal, 0.0); };
    attributes["grid_mapping_name"] = projection.cf;
    for (const auto& [cf, gdal] : projection.parameters) attributes[cf] = parameter(gdal);
    if (projection.has_parallels)
      attributes["standard_parallel"] = {parameter(SRS_PP_STANDARD_PARALLEL_1), parameter(SRS_PP_STANDARD_PARALLEL_2)};
    attributes["false_easting"] = parameter(SRS_PP_FALSE_EASTING);
    attributes["false_northing"] = parameter(SRS_PP_FALSE_NORTHING);
  }
}

}  // namespace

json cf_grid_mapping(const Grid& grid) {
  const OGRSpatialReference crs = parse_crs(grid.crs_wkt);
  json attributes{{"crs_wkt", grid.crs_wkt},
                  {"spatial_ref", grid.crs_wkt},
                  {"GeoTransform", fmt::format("{}", fmt::join(grid.affine, " "))}};
  if (crs.IsLocal() != 0) return attributes;
  attributes["semi_major_axis"] = crs.GetSemiMajor();
  attributes["inverse_flattening"] = crs.GetInvFlattening();
  attributes["longitude_of_prime_meridian"] = crs.GetPrimeMeridian();
  if (crs.IsGeographic() != 0)
    attributes["grid_mapping_name"] = "latitude_longitude";
  else
    add_projection(crs, attributes);
  return attributes;
}

}  // namespace undercast
