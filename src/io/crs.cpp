// SPDX-License-Identifier: Apache-2.0
#include "io/crs.h"

#include <cpl_conv.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <limits>

#include "core/error.h"
#include "io/gdal.h"

namespace undercast {
namespace {

// Text that GDAL allocated.
std::string take(char* text) {
  const std::string taken = text == nullptr ? "" : text;
  CPLFree(text);
  return taken;
}

std::string name_of(const OGRSpatialReference& crs) {
  const char* code = crs.GetAuthorityCode(nullptr);
  return code == nullptr ? crs.GetName() : fmt::format("{}:{}", crs.GetAuthorityName(nullptr), code);
}

// The text of a catalogue must not name a file or an address to read.
constexpr const char* kTextAlone[] = {"ALLOW_NETWORK_ACCESS=NO", "ALLOW_FILE_ACCESS=NO", nullptr};

}  // namespace

OGRSpatialReference parse_crs(const std::string& crs) {
  gdal_setup();
  OGRSpatialReference parsed;
  parsed.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (crs.empty() || parsed.SetFromUserInput(crs.c_str(), kTextAlone) != OGRERR_NONE)
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a coordinate reference system", crs),
                "give an EPSG code such as EPSG:32631, a PROJ string or WKT");
  return parsed;
}

std::string wkt_of(const OGRSpatialReference& crs) {
  char* wkt = nullptr;
  crs.exportToWkt(&wkt);
  return take(wkt);
}

std::string crs_to_wkt(const std::string& crs) { return wkt_of(parse_crs(crs)); }

bool same_crs(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const OGRSpatialReference other = parse_crs(b);
  return parse_crs(a).IsSame(&other) != 0;
}

std::string crs_name(const std::string& crs) { return name_of(parse_crs(crs)); }

std::string proj_text(const std::string& crs) {
  char* text = nullptr;
  const bool has_text = parse_crs(crs).exportToProj4(&text) == OGRERR_NONE;
  const std::string taken = take(text);
  return has_text ? taken : "";
}

double metres_per_unit(const std::string& crs) {
  const OGRSpatialReference parsed = parse_crs(crs);
  return parsed.IsGeographic() != 0 ? 0 : parsed.GetLinearUnits(nullptr);
}

std::unique_ptr<OGRCoordinateTransformation> transformation(OGRSpatialReference from, OGRSpatialReference to) {
  from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  to.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  CPLErrorReset();
  std::unique_ptr<OGRCoordinateTransformation> found(OGRCreateCoordinateTransformation(&from, &to));
  if (!found)
    throw Error(ErrorKind::bad_input,
                fmt::format("there is no transformation from {} to {}: {}", name_of(from), name_of(to), gdal_reason()));
  return found;
}

void transform_coordinates(const std::string& from, const std::string& to, Coordinates& points) {
  if (points.x.empty() || same_crs(from, to)) return;
  std::vector<int> success(points.size());
  transformation(parse_crs(from), parse_crs(to))
      ->Transform(static_cast<int>(points.size()), points.x.data(), points.y.data(), nullptr, success.data());
  for (std::size_t i = 0; i < points.size(); ++i)
    if (success[i] == 0) points.x[i] = points.y[i] = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace undercast
