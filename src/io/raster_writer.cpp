// SPDX-License-Identifier: Apache-2.0
#include "io/raster_writer.h"

#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "core/progress.h"

namespace undercast {
namespace {

constexpr const char* kDiskHint = "check free space (the scratch file beside the output needs the uncompressed size)";

// Tiles hold all bands of their pixels, so their bytes grow with the bands: keep one within a few MB.
int tile_size(std::size_t bands) { return bands > 64 ? 128 : bands > 8 ? 256 : 512; }

int stop_on_request(double, const char*, void*) { return stop_requested() ? 0 : 1; }

}  // namespace

RasterWriter::RasterWriter(const std::string& path, Layout layout, bool overwrite)
    : file_(path, overwrite), scratch_path_(path + ".scratch.part"), layout_(std::move(layout)) {
  gdal_setup();
  CPLErrorReset();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  const int tile = tile_size(layout_.bands.size());
  CPLStringList options;
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", std::to_string(tile).c_str());
  options.SetNameValue("BLOCKYSIZE", std::to_string(tile).c_str());
  options.SetNameValue("INTERLEAVE", "BAND");
  options.SetNameValue("BIGTIFF", "YES");
  options.SetNameValue("SPARSE_OK", "TRUE");
  const GDALDataType type = layout_.type == PixelType::float32 ? GDT_Float32 : GDT_Byte;
  scratch_.reset(driver->Create(scratch_path_.c_str(), layout_.grid.cols, layout_.grid.rows,
                                static_cast<int>(layout_.bands.size()), type, options.List()));
  if (!scratch_)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", scratch_path_, gdal_reason()), kDiskHint);
  scratch_->SetProjection(layout_.grid.crs_wkt.c_str());
  scratch_->SetGeoTransform(layout_.grid.affine.data());
  for (const auto& [key, value] : layout_.metadata) scratch_->SetMetadataItem(key.c_str(), value.c_str());
  for (std::size_t i = 0; i < layout_.bands.size(); ++i) {
    GDALRasterBand* band = scratch_->GetRasterBand(static_cast<int>(i) + 1);
    band->SetNoDataValue(layout_.type == PixelType::float32 ? std::nan("") : 255.0);
    band->SetDescription(layout_.bands[i].description.c_str());
    for (const auto& [key, value] : layout_.bands[i].metadata) band->SetMetadataItem(key.c_str(), value.c_str());
  }
}

RasterWriter::~RasterWriter() {
  scratch_.reset();
  std::error_code ignored;
  std::filesystem::remove(scratch_path_, ignored);
}

void RasterWriter::write(const Window& window, int first_band, int count, const float* values) {
  const std::lock_guard lock(mutex_);
  CPLErrorReset();
  std::vector<int> bands(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) bands[static_cast<std::size_t>(i)] = first_band + i + 1;
  const CPLErr status =
      scratch_->RasterIO(GF_Write, window.col, window.row, window.cols, window.rows, const_cast<float*>(values),
                         window.cols, window.rows, GDT_Float32, count, bands.data(), 0, 0, 0, nullptr);
  if (status != CE_None)
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", scratch_path_, gdal_reason()), kDiskHint);
}

void RasterWriter::finish() {
  CPLErrorReset();
  scratch_->FlushCache();
  if (CPLGetLastErrorType() >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", scratch_path_, gdal_reason()), kDiskHint);
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
  CPLStringList options;
  options.SetNameValue("COMPRESS", "ZSTD");
  // A low level: writing speed matters more here than the last bytes.
  options.SetNameValue("LEVEL", "1");
  options.SetNameValue("PREDICTOR", layout_.type == PixelType::float32 ? "FLOATING_POINT" : "STANDARD");
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  options.SetNameValue("BLOCKSIZE", std::to_string(tile_size(layout_.bands.size())).c_str());
  const bool averaged = layout_.averaged_overviews && layout_.type == PixelType::float32;
  options.SetNameValue("OVERVIEW_RESAMPLING", averaged ? "AVERAGE" : "NEAREST");
  options.SetNameValue("NUM_THREADS", CPLGetConfigOption("GDAL_NUM_THREADS", "ALL_CPUS"));
  DatasetPtr cog(
      driver->CreateCopy(file_.part().c_str(), scratch_.get(), FALSE, options.List(), stop_on_request, nullptr));
  stop_if_requested();
  if (cog) cog->FlushCache();
  if (!cog || CPLGetLastErrorType() >= CE_Failure)
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", file_.path(), gdal_reason()), kDiskHint);
  cog.reset();
  file_.commit();
}

}  // namespace undercast
