// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "io/crs.h"
#include "io/table_file.h"

namespace undercast {

/// Writes a GeoPackage of points as GDAL does. `add` makes the columns and features of its one
/// layer, `plots`.
inline void write_gpkg(const std::string& path, const std::function<void(OGRLayer&)>& add) {
  gdal_setup();
  DatasetPtr file(GetGDALDriverManager()->GetDriverByName("GPKG")->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  OGRSpatialReference crs = parse_crs("EPSG:32631");
  add(*file->CreateLayer("plots", &crs, wkbPoint, nullptr));
}

inline void add_column(OGRLayer& layer, const char* name, OGRFieldType type) {
  OGRFieldDefn column(name, type);
  ASSERT_EQ(layer.CreateField(&column), OGRERR_NONE);
}

/// Adds a feature at (x, 7). `set` fills its columns.
inline void add_feature(OGRLayer& layer, double x, const std::function<void(OGRFeature&)>& set) {
  const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer.GetLayerDefn()));
  const OGRPoint place(x, 7);
  feature->SetGeometry(&place);
  set(*feature);
  ASSERT_EQ(layer.CreateFeature(feature.get()), OGRERR_NONE);
}

}  // namespace undercast
