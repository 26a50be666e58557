// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ogr_feature.h>

#include <string>
#include <vector>

#include "core/polygon.h"
#include "io/gdal.h"

namespace undercast {

/// What is wrong with a field, the worst of it.
enum class FieldFlag { none, empty, crosses_itself, outside, partly_outside, too_small };
/// "too_small"; empty for none.
const char* name_of(FieldFlag flag);

/// A field in pixels of a cube's grid. Its outer rings have a positive signed_area(), holes a
/// negative one. It has no rings where it is empty, crosses itself, lies outside, or where the
/// buffer leaves nothing of it.
struct Field {
  std::string id;
  Polygon polygon;
  Window window;       ///< the pixels of the grid that it touches
  double area_px = 0;  ///< of all of it, outside the grid as well
  FieldFlag flag = FieldFlag::none;
};

/// Which fields to read.
struct FieldSelection {
  std::string path;
  std::string id = {};  ///< the column of ids; empty: the one whose name says so, else the features' numbers
  double buffer_m = 0;  ///< negative: inwards
};

/// A file with one layer of polygons, one feature a field.
class FieldFile {
 public:
  /// Throws Error(bad_input) for an unreadable file, and for a layer without polygons, without a
  /// CRS or without the column of ids.
  explicit FieldFile(FieldSelection selection);

  /// Brings all fields to a grid. Throws Error(bad_input) for ids that are missing or not unique,
  /// and where no field lies within the grid.
  std::vector<Field> read(const Grid& grid);
  /// Adds the polygons as they stand in the file, with their ids, as a layer `fields`.
  void copy_polygons(GDALDataset& output);

 private:
  OGRLayer& layer();
  /// Throws Error(io) where not all of them can be read.
  std::vector<OGRFeatureUniquePtr> features();
  std::string id_of(const OGRFeature& feature) const;

  FieldSelection selection_;
  DatasetPtr file_;
  int id_column_ = -1;
};

}  // namespace undercast
