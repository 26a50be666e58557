// SPDX-License-Identifier: Apache-2.0
#include "composite/output_area.h"

#include <fmt/format.h>
#include <gdal_alg.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "composite/pixel_places.h"
#include "core/error.h"
#include "core/hash.h"
#include "io/crs.h"
#include "io/gdal.h"
#include "io/polygon_file.h"

namespace undercast {
namespace {

using Geometry = std::unique_ptr<OGRGeometry>;

// The longer side of a geometry is cut into this many pieces.
constexpr int kPointsOnSide = 50;

// Four numbers with commas between, or nothing when the text is something else (a path).
std::optional<std::array<double, 4>> parse_bounds(const std::string& text) {
  std::array<double, 4> bounds{};
  const char* at = text.data();
  const char* end = at + text.size();
  for (std::size_t i = 0; i < 4; ++i) {
    while (at != end && *at == ' ') ++at;
    const auto [stop, failure] = std::from_chars(at, end, bounds[i]);
    if (failure != std::errc()) return {};
    at = stop;
    while (at != end && *at == ' ') ++at;
    if (i < 3 && (at == end || *at++ != ',')) return {};
  }
  return at == end ? std::optional(bounds) : std::nullopt;
}

// The outline of a grid; straight edges bend between two CRS, so they get points on their way.
Geometry outline_polygon(const Grid& grid) {
  const double cols = grid.cols, rows = grid.rows;
  OGRLinearRing ring;
  for (const auto& [col, row] : {std::pair{0.0, 0.0}, {cols, 0.0}, {cols, rows}, {0.0, rows}, {0.0, 0.0}}) {
    const auto [x, y] = grid.point(col, row);
    ring.addPoint(x, y);
  }
  auto polygon = std::make_unique<OGRPolygon>();
  polygon->addRing(&ring);
  polygon->segmentize(std::max(cols * grid.pixel_width(), rows * grid.pixel_height()) / kPointsOnSide);
  return polygon;
}

Geometry rectangle(const std::array<double, 4>& bounds) {
  const auto [xmin, ymin, xmax, ymax] = bounds;
  if (!(xmin < xmax && ymin < ymax))
    throw Error(ErrorKind::usage,
                fmt::format("--area {},{},{},{} has no extent", bounds[0], bounds[1], bounds[2], bounds[3]),
                "the order is xmin,ymin,xmax,ymax");
  return outline_polygon({{}, {xmin, xmax - xmin, 0, ymin, 0, ymax - ymin}, 1, 1});
}

void transform_to(OGRGeometry& geometry, const OGRSpatialReference& from, const std::string& crs,
                  const std::string& what) {
  if (geometry.transform(transformation(from, parse_crs(crs)).get()) != OGRERR_NONE)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} cannot be brought to {}: a part of it has no place there", what, crs_name(crs)),
                "check the numbers (longitude first) and their CRS");
  geometry.assignSpatialReference(nullptr);
}

// GeoJSON cuts an area across the antimeridian in two (RFC 7946). Here its longitudes continue
// beyond 180.
void join_at_antimeridian(OGRMultiPolygon& polygons) {
  OGREnvelope box;
  polygons.getEnvelope(&box);
  if (box.MaxX - box.MinX <= 180) return;
  for (OGRPolygon* polygon : polygons) {
    polygon->getEnvelope(&box);
    if (box.MaxX > 0) continue;
    for (OGRLinearRing* ring : *polygon)
      for (int i = 0; i < ring->getNumPoints(); ++i) ring->setPoint(i, ring->getX(i) + 360, ring->getY(i));
  }
}

Geometry read_polygon(const std::string& path, const std::string& wkt) {
  const DatasetPtr file =
      open_polygons(path, "the area", "--area is xmin,ymin,xmax,ymax or a GeoJSON or GeoPackage file");
  auto all = std::make_unique<OGRMultiPolygon>();
  for (OGRLayer* layer : file->GetLayers()) {
    const OGRSpatialReference* crs = layer->GetSpatialRef();
    for (const auto& feature : *layer) {
      const OGRGeometry* geometry = feature->GetGeometryRef();
      if (geometry == nullptr || OGR_GT_Flatten(geometry->getGeometryType()) == wkbPoint) continue;
      if (crs == nullptr)
        throw Error(ErrorKind::bad_input, fmt::format("the area {} has no coordinate reference system", path),
                    "if you know it, add it: ogr2ogr -a_srs EPSG:<code> out.gpkg in");
      const Geometry polygons(OGRGeometryFactory::forceToMultiPolygon(geometry->clone()));
      if (OGR_GT_Flatten(polygons->getGeometryType()) != wkbMultiPolygon) continue;
      if (!polygons->IsValid())
        throw Error(ErrorKind::bad_input,
                    fmt::format("a polygon of the area {} crosses itself: {}", path, gdal_reason()),
                    "mend it: ogr2ogr -makevalid out.gpkg in");
      // Straight edges bend between two CRS.
      OGREnvelope box;
      polygons->getEnvelope(&box);
      polygons->segmentize(std::max(box.MaxX - box.MinX, box.MaxY - box.MinY) / kPointsOnSide);
      transform_to(*polygons, *crs, wkt, path);
      for (const OGRPolygon* polygon : *polygons->toMultiPolygon()) all->addGeometry(polygon);
    }
  }
  if (all->IsEmpty())
    throw Error(ErrorKind::bad_input, fmt::format("the area {} holds no polygon", path),
                "draw one, or give four numbers");
  if (metres_per_unit(wkt) == 0) join_at_antimeridian(*all);
  return all;
}

// --area, which must be given.
Geometry area_in(const std::string& crs, const CompositeOptions& options) {
  const auto bounds = parse_bounds(options.area);
  if (!bounds) return read_polygon(options.area, crs);
  Geometry area = rectangle(*bounds);
  transform_to(*area, parse_crs(crs_to_wkt(options.area_crs)), crs, "--area " + options.area);
  return area;
}

Geometry footprint(const Grid& grid, const std::string& crs) {
  Geometry polygon = outline_polygon(grid);
  transform_to(*polygon, parse_crs(grid.crs_wkt), crs, "the footprint of the first image");
  return polygon;
}

// The CRS and affine transform of the cube; its size is still open.
Grid lattice(const CompositeOptions& options, const Grid& first) {
  if (options.crs.empty() && options.resolution == 0) return first;
  Grid grid = first;
  if (!options.crs.empty()) {
    grid.crs_wkt = crs_to_wkt(options.crs);
    if (const OGRSpatialReference crs = parse_crs(options.crs); crs.IsProjected() == 0 && crs.IsGeographic() == 0)
      throw Error(ErrorKind::usage, fmt::format("--crs {} is neither projected nor geographic", options.crs),
                  "give one in which maps are drawn, such as EPSG:32631");
  }
  double size = options.resolution;
  if (size == 0) {
    if (metres_per_unit(first.crs_wkt) != metres_per_unit(grid.crs_wkt))
      throw Error(ErrorKind::usage, fmt::format("--crs {} has other units than the Sentinel-2 images", options.crs),
                  "give --resolution in the units of that CRS");
    size = first.pixel_width();
  }
  grid.affine = {0, size, 0, 0, 0, -size};
  return grid;
}

void visit_points(const OGRGeometry& geometry, const auto& visit) {
  if (OGR_GT_Flatten(geometry.getGeometryType()) == wkbMultiPolygon) {
    for (const OGRPolygon* polygon : *geometry.toMultiPolygon()) visit_points(*polygon, visit);
    return;
  }
  for (const OGRPoint& point : *geometry.toPolygon()->getExteriorRing()) visit(point.getX(), point.getY());
}

// The pixels of a lattice that hold a geometry.
Grid around(const Grid& lattice, const OGRGeometry& geometry) {
  const InverseAffine pixel_of(lattice);
  double low_col = 1e300, low_row = 1e300, high_col = -1e300, high_row = -1e300;
  visit_points(geometry, [&](double x, double y) {
    const PixelPlace place = pixel_of(x, y);
    low_col = std::min(low_col, place.col);
    high_col = std::max(high_col, place.col);
    low_row = std::min(low_row, place.row);
    high_row = std::max(high_row, place.row);
  });
  // Bounds on a pixel's edge, up to rounding, must not take in the next pixel.
  constexpr double kRounding = 1e-4;
  low_col = std::floor(low_col + kRounding), low_row = std::floor(low_row + kRounding);
  const double cols = std::ceil(high_col - kRounding) - low_col, rows = std::ceil(high_row - kRounding) - low_row;
  constexpr double kMost = 1'000'000;
  if (!(cols >= 1 && rows >= 1 && cols <= kMost && rows <= kMost))
    throw Error(ErrorKind::usage, fmt::format("the cube would be {:.0f} x {:.0f} pixels", cols, rows),
                "check --area, --area-crs and --resolution (it is in units of the cube's CRS)");
  Grid grid = lattice;
  const auto [x, y] = lattice.point(low_col, low_row);
  grid.affine[0] = x;
  grid.affine[3] = y;
  grid.cols = static_cast<int>(cols);
  grid.rows = static_cast<int>(rows);
  return grid;
}

}  // namespace

OutputArea output_area(const CompositeOptions& options, const Grid& first) {
  const Grid pixels = lattice(options, first);
  if (options.area.empty()) return {pixels == first ? first : around(pixels, *footprint(first, pixels.crs_wkt)), {}};
  std::shared_ptr<const OGRGeometry> area = area_in(pixels.crs_wkt, options);
  const Grid grid = around(pixels, *area);
  if (parse_bounds(options.area)) area.reset();
  OutputArea output{grid, area};
  // Larger areas hold the middle of a pixel for certain.
  constexpr long long kFewPixels = 10'000;
  if (grid.pixels() <= kFewPixels) {
    const std::vector<unsigned char> pixels_in = inside(output, grid.whole());
    if (std::none_of(pixels_in.begin(), pixels_in.end(), [](unsigned char is_in) { return is_in != 0; }))
      throw Error(ErrorKind::bad_input, fmt::format("the area {} holds the middle of no pixel", options.area),
                  "draw a larger one, or give four numbers");
  }
  return output;
}

std::string utm_zone_of_area(const CompositeOptions& options) {
  if (options.area.empty())
    throw Error(ErrorKind::usage, "--area is required",
                "give xmin,ymin,xmax,ymax in longitude and latitude, or a file with a polygon");
  const Geometry area = area_in(crs_to_wkt("EPSG:4326"), options);
  OGREnvelope box;
  area->getEnvelope(&box);
  const double longitude = (box.MinX + box.MaxX) / 2, latitude = (box.MinY + box.MaxY) / 2;
  if (!(std::abs(latitude) <= 84))
    throw Error(ErrorKind::usage, fmt::format("the middle of the area, latitude {:.2f}, has no UTM zone", latitude),
                "check the order of the numbers (longitude first), or give --crs and --resolution");
  // Longitudes may exceed 180: an area across the antimeridian has such.
  const int zone = (static_cast<int>(std::floor((longitude + 180) / 6)) % 60 + 60) % 60 + 1;
  return fmt::format("EPSG:{}", (latitude < 0 ? 32700 : 32600) + zone);
}

std::string polygon_text(const OutputArea& area) { return area.polygon ? area.polygon->exportToWkt() : ""; }

std::string polygon_identity(const OutputArea& area) {
  return area.polygon ? fmt::format("{:016x}", hash_of_bytes(polygon_text(area))) : std::string();
}

std::vector<unsigned char> inside(const OutputArea& area, const Window& window) {
  std::vector<unsigned char> pixels(static_cast<std::size_t>(window.pixels()), area.polygon ? 0 : 1);
  if (!area.polygon) return pixels;
  GDALDriver* memory = GetGDALDriverManager()->GetDriverByName("MEM");
  const DatasetPtr image(memory->Create("", window.cols, window.rows, 1, GDT_Byte, nullptr));
  Grid grid = area.grid.crop(window);
  image->SetGeoTransform(grid.affine.data());
  const std::unique_ptr<OGRGeometry> polygon(area.polygon->clone());
  OGRGeometryH geometry = OGRGeometry::ToHandle(polygon.get());
  int band = 1;
  double value = 1;
  CPLErrorReset();
  check_gdal(GDALRasterizeGeometries(GDALDataset::ToHandle(image.get()), 1, &band, 1, &geometry, nullptr, nullptr,
                                     &value, nullptr, nullptr, nullptr),
             "rasterizing", "the area");
  check_gdal(image->GetRasterBand(1)->RasterIO(GF_Read, 0, 0, window.cols, window.rows, pixels.data(), window.cols,
                                               window.rows, GDT_Byte, 0, 0, nullptr),
             "rasterizing", "the area");
  return pixels;
}

}  // namespace undercast
