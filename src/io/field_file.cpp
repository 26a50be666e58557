// SPDX-License-Identifier: Apache-2.0
#include "io/field_file.h"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "core/error.h"
#include "io/crs.h"
#include "io/footprint.h"
#include "io/polygon_file.h"
#include "io/table_columns.h"
#include "net/url.h"

namespace undercast {
namespace {

using MultiPolygon = std::unique_ptr<OGRMultiPolygon>;

// The polygons of a feature, with straight edges; null where it has none.
MultiPolygon polygons_of(const OGRFeature& feature) {
  const OGRGeometry* geometry = feature.GetGeometryRef();
  if (geometry == nullptr || geometry->IsEmpty()) return nullptr;
  std::unique_ptr<OGRGeometry> all(OGRGeometryFactory::forceToMultiPolygon(geometry->getLinearGeometry()));
  if (OGR_GT_Flatten(all->getGeometryType()) != wkbMultiPolygon || all->IsEmpty()) return nullptr;
  all->flattenTo2D();
  return MultiPolygon(all.release()->toMultiPolygon());
}

// Brings the fields of a layer to the pixels of a grid.
class ToPixels {
 public:
  ToPixels(const Grid& grid, const OGRSpatialReference& from, double buffer_m)
      : grid_(grid), buffer_m_(buffer_m), unit_m_(metres_per_unit(grid.crs_wkt)) {
    const OGRSpatialReference to = parse_crs(grid.crs_wkt);
    if (from.IsSame(&to) == 0) transformation_ = transformation(from, to);
  }

  void put(MultiPolygon polygons, Field& field) const {
    if (transformation_) {
      // Straight edges bend between two CRS.
      constexpr int kPointsOnSide = 50;
      OGREnvelope box;
      polygons->getEnvelope(&box);
      polygons->segmentize(std::max(box.MaxX - box.MinX, box.MaxY - box.MinY) / kPointsOnSide);
      if (polygons->transform(transformation_.get()) != OGRERR_NONE) {
        field.flag = FieldFlag::outside;
        return;
      }
    }
    if (buffer_m_ != 0) polygons = buffered(std::move(polygons));
    if (!polygons || polygons->IsEmpty()) {
      field.flag = FieldFlag::too_small;
      return;
    }
    for (const OGRPolygon* polygon : *polygons) {
      bool is_hole = false;
      for (const OGRLinearRing* ring : *polygon) {
        field.polygon.rings.push_back(ring_of(*ring, is_hole));
        field.area_px += signed_area(field.polygon.rings.back());
        is_hole = true;
      }
    }
    set_place(field);
  }

 private:
  // Metres are those on the ground at the field's latitude where the CRS is in degrees.
  MultiPolygon buffered(MultiPolygon polygons) const {
    constexpr double kDegree = std::numbers::pi / 180;
    constexpr double kMetresPerDegree = 111320;
    OGREnvelope box;
    polygons->getEnvelope(&box);
    const double up = unit_m_ > 0 ? unit_m_ : kMetresPerDegree;
    const double across = unit_m_ > 0 ? unit_m_ : up * std::cos((box.MinY + box.MaxY) / 2 * kDegree);
    scale(*polygons, across, up);
    std::unique_ptr<OGRGeometry> result(polygons->Buffer(buffer_m_));
    if (!result || result->IsEmpty()) return nullptr;
    result.reset(OGRGeometryFactory::forceToMultiPolygon(result.release()));
    if (OGR_GT_Flatten(result->getGeometryType()) != wkbMultiPolygon) return nullptr;
    scale(*result->toMultiPolygon(), 1 / across, 1 / up);
    return MultiPolygon(result.release()->toMultiPolygon());
  }

  static void scale(OGRMultiPolygon& polygons, double across, double up) {
    for (OGRPolygon* polygon : polygons)
      for (OGRLinearRing* ring : *polygon)
        for (int i = 0; i < ring->getNumPoints(); ++i) ring->setPoint(i, ring->getX(i) * across, ring->getY(i) * up);
  }

  std::vector<Polygon::Corner> ring_of(const OGRLinearRing& ring, bool is_hole) const {
    const auto& a = grid_.affine;
    const double determinant = a[1] * a[5] - a[2] * a[4];
    std::vector<Polygon::Corner> corners;
    for (int i = 0; i + 1 < ring.getNumPoints(); ++i) {  // the last point is the first one
      const double dx = ring.getX(i) - a[0], dy = ring.getY(i) - a[3];
      corners.push_back({(a[5] * dx - a[2] * dy) / determinant, (a[1] * dy - a[4] * dx) / determinant});
    }
    if ((signed_area(corners) < 0) != is_hole) std::reverse(corners.begin(), corners.end());
    return corners;
  }

  void set_place(Field& field) const {
    field.window = bounds_of(field.polygon, grid_);
    if (field.window.pixels() == 0) {
      field.flag = FieldFlag::outside;
      field.polygon = {};
      return;
    }
    constexpr double kRounding = 1e-6;
    const auto is_outside = [&](const Polygon::Corner& corner) {
      return !(corner.col >= -kRounding && corner.col <= grid_.cols + kRounding && corner.row >= -kRounding &&
               corner.row <= grid_.rows + kRounding);
    };
    if (field.area_px < 1) field.flag = FieldFlag::too_small;
    for (const auto& ring : field.polygon.rings)
      if (std::any_of(ring.begin(), ring.end(), is_outside)) field.flag = FieldFlag::partly_outside;
  }

  const Grid& grid_;
  double buffer_m_, unit_m_;
  std::unique_ptr<OGRCoordinateTransformation> transformation_;
};

std::string box_text(const OGREnvelope& box) {
  return fmt::format("{:.8g} to {:.8g}, {:.8g} to {:.8g}", box.MinX, box.MaxX, box.MinY, box.MaxY);
}

// Names what was read and what was expected, each in its own CRS.
[[noreturn]] void refuse_place(const std::string& path, OGRLayer& layer, const Grid& grid) {
  OGREnvelope box, cube;
  if (layer.GetExtent(&box) != OGRERR_NONE) box = OGREnvelope();
  const auto [west, north] = grid.point(0, 0);
  const auto [east, south] = grid.point(grid.cols, grid.rows);
  cube.MinX = west, cube.MaxX = east, cube.MinY = south, cube.MaxY = north;
  throw Error(
      ErrorKind::bad_input,
      fmt::format("no field of {} lies within the cube: the fields are at {} ({}), the cube at {} ({})", path,
                  box_text(box), crs_name(wkt_of(*layer.GetSpatialRef())), box_text(cube), crs_name(grid.crs_wkt)),
      "give the fields of this place, and check the CRS that their file states");
}

OGRLayer& polygon_layer(GDALDataset& file, const std::string& path) {
  std::vector<OGRLayer*> found;
  std::string names;
  for (OGRLayer* layer : file.GetLayers()) {
    const OGRwkbGeometryType type = wkbFlatten(layer->GetGeomType());
    if (type != wkbUnknown && type != wkbGeometryCollection && OGR_GT_IsSubClassOf(type, wkbSurface) == 0 &&
        OGR_GT_IsSubClassOf(type, wkbMultiSurface) == 0)
      continue;
    found.push_back(layer);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", layer->GetName());
  }
  if (found.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no layer of polygons", path),
                "--fields is a file with the outlines of fields, such as a GeoPackage or a GeoJSON file");
  if (found.size() > 1)
    throw Error(ErrorKind::bad_input,
                fmt::format("{} has {} layers of polygons ({}), expected one", path, found.size(), names),
                "take one out: ogr2ogr one.gpkg all.gpkg LAYER");
  return *found.front();
}

// A GeoPackage may say that its CRS is undefined.
bool has_crs(OGRLayer& layer) {
  const OGRSpatialReference* crs = layer.GetSpatialRef();
  return crs != nullptr && crs->GetName() != nullptr && !std::string(crs->GetName()).starts_with("Undefined");
}

int find_id_column(const OGRFeatureDefn& columns, const FieldSelection& selection, const std::string& path) {
  std::vector<int> found;
  std::string names, ids;
  for (int column = 0; column < columns.GetFieldCount(); ++column) {
    const std::string name = columns.GetFieldDefn(column)->GetNameRef();
    names += (names.empty() ? "" : ", ") + name;
    if (selection.id.empty() ? !is_id_name(name) : name != selection.id) continue;
    ids += (ids.empty() ? "" : ", ") + name;
    found.push_back(column);
  }
  if (!selection.id.empty() && found.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} has no column {}", path, selection.id),
                names.empty() ? "leave out --id: the features' numbers are then ids"
                              : fmt::format("its columns are {}", names));
  if (found.size() > 1)
    throw Error(ErrorKind::bad_input, fmt::format("{} has several columns that may be ids: {}", path, ids),
                "name one of them with --id");
  return found.empty() ? -1 : found.front();
}

}  // namespace

const char* name_of(FieldFlag flag) {
  switch (flag) {
    case FieldFlag::empty:
      return "empty";
    case FieldFlag::crosses_itself:
      return "crosses_itself";
    case FieldFlag::outside:
      return "outside";
    case FieldFlag::partly_outside:
      return "partly_outside";
    case FieldFlag::too_small:
      return "too_small";
    case FieldFlag::none:
      break;
  }
  return "";
}

FieldFile::FieldFile(FieldSelection selection)
    : selection_(std::move(selection)),
      file_(open_polygons(selection_.path, "the fields", "--fields is a GeoPackage, a GeoJSON file or a Shapefile")) {
  const std::string path = without_secrets(selection_.path);
  if (!has_crs(layer()))
    throw Error(ErrorKind::bad_input, fmt::format("the fields {} have no coordinate reference system", path),
                "if you know it, add it: ogr2ogr -a_srs EPSG:<code> out.gpkg in");
  id_column_ = find_id_column(*layer().GetLayerDefn(), selection_, path);
}

OGRLayer& FieldFile::layer() { return polygon_layer(*file_, without_secrets(selection_.path)); }

std::string FieldFile::id_of(const OGRFeature& feature) const {
  if (id_column_ < 0) return std::to_string(feature.GetFID());
  if (feature.IsFieldSetAndNotNull(id_column_))
    if (std::string id = feature.GetFieldAsString(id_column_); !id.empty()) return printable(std::move(id));
  throw Error(ErrorKind::bad_input,
              fmt::format("{}, feature {} has no {}", without_secrets(selection_.path), feature.GetFID(),
                          feature.GetFieldDefnRef(id_column_)->GetNameRef()),
              "give each field an id, or name another column with --id");
}

// GDAL ends a loop over a layer at an error, and says so here alone.
std::vector<OGRFeatureUniquePtr> FieldFile::features() {
  CPLErrorReset();
  std::vector<OGRFeatureUniquePtr> all;
  for (auto& feature : layer()) all.push_back(std::move(feature));
  if (CPLGetLastErrorType() >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("reading {} failed: {}", without_secrets(selection_.path), gdal_reason()),
                "the file may be damaged: ogrinfo shows what can be read of it");
  return all;
}

std::vector<Field> FieldFile::read(const Grid& grid) {
  const std::string path = without_secrets(selection_.path);
  const ToPixels to_pixels(grid, *layer().GetSpatialRef(), selection_.buffer_m);
  std::vector<Field> fields;
  std::map<std::string, GIntBig> known;
  for (const OGRFeatureUniquePtr& feature : features()) {
    Field field;
    field.id = id_of(*feature);
    const auto [other, is_new] = known.emplace(field.id, feature->GetFID());
    if (!is_new)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} has the id {} twice, in the features {} and {}", path, field.id, other->second,
                              feature->GetFID()),
                  "give each field an id of its own, or name another column with --id");
    MultiPolygon polygons = polygons_of(*feature);
    if (!polygons)
      field.flag = FieldFlag::empty;
    else if (!polygons->IsValid())
      field.flag = FieldFlag::crosses_itself;
    else
      to_pixels.put(std::move(polygons), field);
    fields.push_back(std::move(field));
  }
  if (fields.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} holds no field", path), "draw one polygon for each field");
  if (std::all_of(fields.begin(), fields.end(), [](const Field& field) { return field.polygon.rings.empty(); }) &&
      std::any_of(fields.begin(), fields.end(), [](const Field& field) { return field.flag == FieldFlag::outside; }))
    refuse_place(path, layer(), grid);
  return fields;
}

void FieldFile::copy_polygons(GDALDataset& output) {
  const auto fail = [&] {
    throw Error(ErrorKind::io,
                fmt::format("writing the polygons of {} failed: {}", without_secrets(selection_.path), gdal_reason()));
  };
  OGRLayer* copy = output.CreateLayer("fields", layer().GetSpatialRef(), wkbUnknown, nullptr);
  if (copy == nullptr) fail();
  OGRFieldDefn id("id", OFTString);
  if (copy->CreateField(&id) != OGRERR_NONE) fail();
  for (const OGRFeatureUniquePtr& feature : features()) {
    const OGRFeatureUniquePtr field(OGRFeature::CreateFeature(copy->GetLayerDefn()));
    field->SetField(0, id_of(*feature).c_str());
    if (feature->GetGeometryRef() != nullptr) field->SetGeometry(feature->GetGeometryRef());
    if (copy->CreateFeature(field.get()) != OGRERR_NONE) fail();
  }
}

}  // namespace undercast
