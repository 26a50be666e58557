// SPDX-License-Identifier: Apache-2.0
#include "io/raster_bytes.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <atomic>

#include "core/error.h"
#include "io/gdal.h"

namespace undercast {
namespace {

RasterValues read(GDALDataset& dataset, const Window& window, const std::string& name) {
  RasterValues raster{grid_of(dataset, name).crop(window), {}, {}};
  std::vector<int> bands;
  for (int band = 1; band <= dataset.GetRasterCount(); ++band) {
    bands.push_back(band);
    raster.names.emplace_back(dataset.GetRasterBand(band)->GetDescription());
  }
  raster.values = read_values(dataset, name, window, bands);
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
                fmt::format("{} sent no complete raster ({} bytes{}): {}", name, bytes.size(), is_text ? ", text" : "",
                            error.what()),
                "run the command again");
  }
}

RasterValues read_raster_window(const std::string& path, const Window& window) {
  return read(*open_raster(path), window, path);
}

}  // namespace undercast
