// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ogrsf_frmts.h>

#include <string>
#include <vector>

#include "io/crs.h"
#include "io/gdal.h"

namespace undercast {

/// A field as a file has it; an empty id or outline is missing.
struct DrawnField {
  std::string id, wkt;
};

/// Writes a GeoPackage with one layer of fields and the column `parcel`. An empty CRS: none.
inline std::string write_fields(const std::string& path, const std::vector<DrawnField>& fields,
                                const std::string& crs = "EPSG:32631") {
  gdal_setup();
  const DatasetPtr file(
      GetGDALDriverManager()->GetDriverByName("GPKG")->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  OGRSpatialReference reference = parse_crs(crs.empty() ? "EPSG:4326" : crs);
  OGRLayer* layer = file->CreateLayer("parcels", crs.empty() ? nullptr : &reference, wkbUnknown, nullptr);
  OGRFieldDefn column("parcel", OFTString);
  if (layer->CreateField(&column) != OGRERR_NONE) return {};
  for (const DrawnField& field : fields) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    if (!field.id.empty()) feature->SetField(0, field.id.c_str());
    OGRGeometry* geometry = nullptr;
    if (!field.wkt.empty()) OGRGeometryFactory::createFromWkt(field.wkt.c_str(), nullptr, &geometry);
    feature->SetGeometryDirectly(geometry);
    if (layer->CreateFeature(feature.get()) != OGRERR_NONE) return {};
  }
  return path;
}

}  // namespace undercast
