// SPDX-License-Identifier: Apache-2.0
#include "composite/source_image.h"

#include <fmt/format.h>

#include <cmath>

#include "core/cube.h"
#include "core/error.h"
#include "io/gdal.h"

namespace undercast {

SourceImage describe_image(const std::string& path) {
  const DatasetPtr dataset = open_raster(path);
  if (dataset->GetRasterCount() != 1)
    throw Error(ErrorKind::bad_input, fmt::format("{} has {} bands, expected 1", path, dataset->GetRasterCount()),
                "extract the band: gdal_translate -b <number> in.tif out.tif");
  SourceImage image{path, grid_of(*dataset, path), {}};
  int has_nodata = 0;
  const double nodata = dataset->GetRasterBand(1)->GetNoDataValue(&has_nodata);
  if (has_nodata != 0) image.nodata = nodata;
  return image;
}

std::vector<float> read_image(const SourceImage& image, const Window& window) {
  const DatasetPtr dataset = open_raster(image.path);
  std::vector<float> values(static_cast<std::size_t>(window.pixels()));
  CPLErrorReset();
  const CPLErr status =
      dataset->GetRasterBand(1)->RasterIO(GF_Read, window.col, window.row, window.cols, window.rows, values.data(),
                                          window.cols, window.rows, GDT_Float32, 0, 0, nullptr);
  if (status != CE_None)
    throw Error(ErrorKind::io, fmt::format("reading {} failed: {}", image.path, gdal_reason()),
                "the file is incomplete or damaged: fetch it again, or move the acquisition away");
  const float nodata = image.nodata ? static_cast<float>(*image.nodata) : kMissing;
  for (float& value : values)
    if (!std::isfinite(value) || value == nodata) value = kMissing;
  return values;
}

}  // namespace undercast
