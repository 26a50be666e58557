// SPDX-License-Identifier: Apache-2.0
#include "composite/source_image.h"

#include <fmt/format.h>

#include "core/error.h"
#include "io/gdal.h"

namespace undercast {

SourceImage describe_image(const std::string& path) {
  const DatasetPtr dataset = open_raster(path);
  if (dataset->GetRasterCount() != 1)
    throw Error(ErrorKind::bad_input, fmt::format("{} has {} bands, expected 1", path, dataset->GetRasterCount()),
                "extract the band: gdal_translate -b <number> in.tif out.tif");
  return {path, grid_of(*dataset, path), has_whole_numbers(*dataset)};
}

std::vector<float> read_image(const SourceImage& image, const Window& window) {
  return read_values(*open_raster(image.path), image.path, window, {1});
}

}  // namespace undercast
