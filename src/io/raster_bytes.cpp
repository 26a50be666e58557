// SPDX-License-Identifier: Apache-2.0
#include "io/raster_bytes.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <atomic>
#include <cmath>

#include "core/cube.h"
#include "core/error.h"
#include "io/gdal.h"

namespace undercast {
namespace {

RasterValues read(GDALDataset& dataset, const Window& window, const std::string& name) {
  RasterValues raster{grid_of(dataset, name).crop(window), {}, {}};
  const int bands = dataset.GetRasterCount();
  const auto pixels = static_cast<std::size_t>(window.pixels());
  raster.values.resize(pixels * static_cast<std::size_t>(bands));
  CPLErrorReset();
  check_gdal(dataset.RasterIO(GF_Read, window.col, window.row, window.cols, window.rows, raster.values.data(),
                              window.cols, window.rows, GDT_Float32, bands, nullptr, 0, 0, 0, nullptr),
             "reading", name);
  for (int number = 0; number < bands; ++number) {
    GDALRasterBand& band = *dataset.GetRasterBand(number + 1);
    raster.names.emplace_back(band.GetDescription());
    int has_nodata = 0;
    const auto nodata = static_cast<float>(band.GetNoDataValue(&has_nodata));
    float* values = raster.values.data() + static_cast<std::size_t>(number) * pixels;
    for (std::size_t i = 0; i < pixels; ++i)
      if (!std::isfinite(values[i]) || (has_nodata != 0 && values[i] == nodata)) values[i] = kMissing;
  }
  return raster;
}

}  // namespace

RasterValues read_raster_bytes(const std::string& bytes, const std::string& name) {
  gdal_setup();
  static std::atomic<int> count{0};
  const std::string path = fmt::format("/vsimem/undercast_bytes_{}.tif", count++);
  VSIFCloseL(VSIFileFromMemBuffer(path.c_str(),
                                  reinterpret_cast<GByte*>(const_cast<char*>(bytes.data())),  // only read
                                  bytes.size(), FALSE));
  const auto remove = [](const std::string* file) { VSIUnlink(file->c_str()); };
  const std::unique_ptr<const std::string, decltype(remove)> removed(&path, remove);
  CPLErrorReset();
  try {
    const DatasetPtr dataset = open_raster(path);
    return read(*dataset, {0, 0, dataset->GetRasterYSize(), dataset->GetRasterXSize()}, path);
  } catch (const Error& error) {
    const bool is_text = bytes.find('\0') == std::string::npos;
    throw Error(ErrorKind::remote,
                fmt::format("what came from {} is no whole raster ({} bytes{}): {}", name, bytes.size(),
                            is_text ? ", text" : "", error.what()),
                "run the command again");
  }
}

RasterValues read_raster_window(const std::string& path, const Window& window) {
  return read(*open_raster(path), window, path);
}

}  // namespace undercast
