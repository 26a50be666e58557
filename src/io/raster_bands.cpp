// SPDX-License-Identifier: Apache-2.0
#include "io/raster_bands.h"

#include "io/gdal.h"

namespace undercast {

RasterBands describe_raster(const std::string& path) {
  const DatasetPtr dataset = open_raster(path);
  RasterBands raster{grid_of(*dataset, path), {}};
  for (int band = 1; band <= dataset->GetRasterCount(); ++band) {
    const std::string name = dataset->GetRasterBand(band)->GetDescription();
    raster.descriptions.push_back(name.empty() ? "band " + std::to_string(band) : name);
  }
  return raster;
}

}  // namespace undercast
