// SPDX-License-Identifier: Apache-2.0
#include "io/raster_bands.h"

#include <cpl_conv.h>
#include <ogr_spatialref.h>

#include "io/gdal.h"

namespace undercast {
namespace {

OGRSpatialReference reference(const std::string& wkt) {
  gdal_setup();
  OGRSpatialReference crs;
  crs.importFromWkt(wkt.c_str());
  return crs;
}

}  // namespace

RasterBands describe_raster(const std::string& path) {
  const DatasetPtr dataset = open_raster(path);
  RasterBands raster{grid_of(*dataset, path), {}};
  for (int band = 1; band <= dataset->GetRasterCount(); ++band) {
    const std::string name = dataset->GetRasterBand(band)->GetDescription();
    raster.descriptions.push_back(name.empty() ? "band " + std::to_string(band) : name);
  }
  return raster;
}

std::string proj_text(const std::string& crs_wkt) {
  char* text = nullptr;
  if (reference(crs_wkt).exportToProj4(&text) != OGRERR_NONE) return {};
  std::string proj = text;
  CPLFree(text);
  return proj;
}

double metres_per_unit(const std::string& crs_wkt) {
  const OGRSpatialReference crs = reference(crs_wkt);
  return crs.IsGeographic() != 0 ? 0 : crs.GetLinearUnits(nullptr);
}

}  // namespace undercast
