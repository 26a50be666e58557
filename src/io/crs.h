// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

class OGRCoordinateTransformation;
class OGRSpatialReference;

namespace undercast {

/// A coordinate reference system (CRS) travels as text: WKT, or anything else that GDAL
/// understands, such as "EPSG:32631". The functions here throw Error(usage) for other text.
std::string crs_to_wkt(const std::string& crs);
/// The CRS for GDAL, with x before y (longitude before latitude).
OGRSpatialReference parse_crs(const std::string& crs);
std::string wkt_of(const OGRSpatialReference& crs);

bool same_crs(const std::string& a, const std::string& b);
/// "EPSG:32631", or the CRS's name when it has no code.
std::string crs_name(const std::string& crs);
/// PROJ text, for programs without a table of codes; empty where there is none.
std::string proj_text(const std::string& crs);
/// Metres in a unit of the CRS; 0 where its units are degrees.
double metres_per_unit(const std::string& crs);

/// Transforms x and y from one CRS to another. Throws Error(bad_input) when there is none.
std::unique_ptr<OGRCoordinateTransformation> transformation(OGRSpatialReference from, OGRSpatialReference to);

struct Coordinates {
  std::vector<double> x, y;
  std::size_t size() const { return x.size(); }
  void add(const std::array<double, 2>& point) { x.push_back(point[0]), y.push_back(point[1]); }
};
/// Transforms coordinates in place; NaN where there is no answer. Throws Error(bad_input) likewise.
void transform_coordinates(const std::string& from, const std::string& to, Coordinates& points);

}  // namespace undercast
