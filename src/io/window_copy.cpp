// SPDX-License-Identifier: Apache-2.0
#include "io/window_copy.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_alg.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/error.h"
#include "core/progress.h"
#include "io/remote.h"

namespace undercast {
namespace {

constexpr const char* kCopyHint = "check free space and permissions, then run the command again";
// Large enough for GDAL to request many tiles at once, small enough for many concurrent copies.
constexpr double kStripBytes = 16e6;

int strip_rows(GDALRasterBand& band, int cols) {
  int block_cols = 0, block_rows = 0;
  band.GetBlockSize(&block_cols, &block_rows);
  const double row_bytes = static_cast<double>(cols) * GDALGetDataTypeSizeBytes(band.GetRasterDataType());
  return std::max(1, static_cast<int>(kStripBytes / row_bytes) / block_rows) * block_rows;
}

// GDAL 3.10 does not report every failed write on a full disk, so the copy is read once.
bool can_be_read(const std::string& path) {
  const DatasetPtr file(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  if (!file) return false;
  CPLErrorReset();
  GDALChecksumImage(file->GetRasterBand(1), 0, 0, file->GetRasterXSize(), file->GetRasterYSize());
  return CPLGetLastErrorType() < CE_Failure;
}

}  // namespace

WindowCopy::WindowCopy(std::string name, std::string output, std::map<std::string, std::string> metadata,
                       std::function<Window(const Grid&)> window_of)
    : name_(std::move(name)),
      file_(std::move(output), true),
      metadata_(std::move(metadata)),
      window_of_(std::move(window_of)) {
  remote_setup();
}

void WindowCopy::attempt(const std::string& path) {
  const auto fail = [&](const char* doing) {
    const std::string reason = gdal_reason();
    // GDAL caches failed reads.
    VSICurlPartialClearCache(path.c_str());
    throw Error(ErrorKind::remote, fmt::format("cannot {} {}: {}", doing, name_, reason));
  };
  CPLErrorReset();
  const char* const options[] = {"NUM_THREADS=1", nullptr};
  const DatasetPtr source(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                                            kImageDrivers, options));
  if (!source) fail("open");
  if (!copy_) begin(*source);
  if (!copied()) return;
  GDALRasterBand& band = *source->GetRasterBand(1);
  const GDALDataType type = band.GetRasterDataType();
  const int strip = strip_rows(band, window_.cols);
  std::vector<char> values;
  while (next_row_ < window_.rows) {
    stop_if_requested();
    // Strips end on the edges of the raster's own tiles.
    const int row = window_.row + next_row_;
    const int rows = std::min(window_.row_end(), (row / strip + 1) * strip) - row;
    values.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(window_.cols) *
                  static_cast<std::size_t>(GDALGetDataTypeSizeBytes(type)));
    CPLErrorReset();
    if (band.RasterIO(GF_Read, window_.col, row, window_.cols, rows, values.data(), window_.cols, rows, type, 0, 0,
                      nullptr) != CE_None)
      fail("read");
    if (copy_->GetRasterBand(1)->RasterIO(GF_Write, 0, next_row_, window_.cols, rows, values.data(), window_.cols, rows,
                                          type, 0, 0, nullptr) != CE_None)
      throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", file_.path(), gdal_reason()), kCopyHint);
    next_row_ += rows;
  }
  finish();
}

void WindowCopy::begin(GDALDataset& source) {
  if (source.GetRasterCount() != 1)
    throw Error(ErrorKind::bad_input, fmt::format("{} has {} bands, expected 1", name_, source.GetRasterCount()));
  if (GDALDataTypeIsComplex(source.GetRasterBand(1)->GetRasterDataType()) != 0)
    throw Error(ErrorKind::remote, fmt::format("{} holds complex numbers, expected intensities", name_),
                kOtherCollection);
  const Grid grid = grid_of(source, name_);
  window_ = window_of_(grid);
  if (!copied()) return;
  GDALRasterBand& band = *source.GetRasterBand(1);
  const GDALDataType type = band.GetRasterDataType();
  CPLStringList options;
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", "512");
  options.SetNameValue("BLOCKYSIZE", "512");
  options.SetNameValue("COMPRESS", "DEFLATE");
  options.SetNameValue("ZLEVEL", "1");
  options.SetNameValue("PREDICTOR", GDALDataTypeIsFloating(type) != 0 ? "3" : "2");
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  CPLErrorReset();
  copy_.reset(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(file_.part().c_str(), window_.cols, window_.rows,
                                                                       1, type, options.List()));
  if (!copy_) throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", file_.path(), gdal_reason()), kCopyHint);
  Grid part = grid.crop(window_);
  copy_->SetProjection(part.crs_wkt.c_str());
  copy_->SetGeoTransform(part.affine.data());
  int has_nodata = 0;
  const double nodata = band.GetNoDataValue(&has_nodata);
  if (has_nodata != 0) copy_->GetRasterBand(1)->SetNoDataValue(nodata);
  for (const auto& [key, value] : metadata_) copy_->SetMetadataItem(key.c_str(), value.c_str());
}

void WindowCopy::finish() {
  CPLErrorReset();
  copy_->FlushCache();
  const bool flushed = CPLGetLastErrorType() < CE_Failure;
  copy_.reset();
  if (!flushed || CPLGetLastErrorType() >= CE_Failure || !can_be_read(file_.part()))
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", file_.path(), gdal_reason()), kCopyHint);
  file_.commit();
}

std::optional<std::string> raster_metadata(const std::string& path, const std::string& key) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  gdal_setup();
  const DatasetPtr file(GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
  const char* value = file ? file->GetMetadataItem(key.c_str()) : nullptr;
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace undercast
