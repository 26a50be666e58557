// SPDX-License-Identifier: Apache-2.0
#include "io/polygon_file.h"

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include "core/error.h"
#include "io/remote.h"
#include "net/url.h"

namespace undercast {

DatasetPtr open_polygons(const std::string& path, const std::string& what, const std::string& remedy) {
  remote_setup();
  CPLErrorReset();
  // Virtual layers and services would read whatever the file names.
  static constexpr const char* kPolygonDrivers[] = {"GeoJSON", "GPKG", "ESRI Shapefile", "FlatGeobuf", "Parquet",
                                                    "KML",     "CSV",  nullptr};
  DatasetPtr file(GDALDataset::Open(path_of_url(path).c_str(),
                                    GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, kPolygonDrivers));
  if (!file)
    throw Error(ErrorKind::bad_input, fmt::format("cannot read {} {}: {}", what, without_secrets(path), gdal_reason()),
                remedy);
  return file;
}

}  // namespace undercast
