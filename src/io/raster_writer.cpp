// SPDX-License-Identifier: Apache-2.0
#include "io/raster_writer.h"

#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "core/cube.h"
#include "core/error.h"
#include "io/cog.h"
#include "io/gdal_failures.h"

namespace undercast {
namespace {

void append_steps(std::span<const float> values, double scale, std::vector<std::int16_t>& steps) {
  for (const float value : values) {
    const double step = std::clamp(std::round(value / scale), -32767.0, 32767.0);
    steps.push_back(static_cast<std::int16_t>(is_missing(value) ? pixel_format(PixelType::int16).missing : step));
  }
}

}  // namespace

RasterWriter::RasterWriter(const std::string& path, Layout layout, bool overwrite)
    : file_(path, overwrite), scratch_file_(path), layout_(std::move(layout)) {
  CPLErrorReset();
  CPLStringList options;
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", std::to_string(kTilePx).c_str());
  options.SetNameValue("BLOCKYSIZE", std::to_string(kTilePx).c_str());
  options.SetNameValue("INTERLEAVE", "BAND");
  options.SetNameValue("BIGTIFF", "YES");
  options.SetNameValue("SPARSE_OK", "TRUE");
  scratch_.reset(geotiff_driver().Create(scratch_file_.path().c_str(), layout_.grid.cols, layout_.grid.rows,
                                         static_cast<int>(layout_.bands.size()), pixel_format(layout_.type).type,
                                         options.List()));
  if (!scratch_)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", scratch_file_.path(), gdal_reason()), kDiskHint);
  describe_dataset(*scratch_, layout_);
}

void RasterWriter::write(const Window& window, int first_band, int count, const float* values) {
  const auto pixels = static_cast<std::size_t>(window.pixels());
  std::vector<std::int16_t> steps;
  std::vector<int> bands;
  for (int band = first_band; band < first_band + count; ++band) {
    bands.push_back(band + 1);
    if (layout_.type == PixelType::int16)
      append_steps({values + (bands.size() - 1) * pixels, pixels}, layout_.bands[static_cast<std::size_t>(band)].scale,
                   steps);
  }
  const bool is_scaled = layout_.type == PixelType::int16;
  void* const data = is_scaled ? static_cast<void*>(steps.data()) : const_cast<float*>(values);
  const std::lock_guard lock(mutex_);
  CPLErrorReset();
  const CPLErr status =
      scratch_->RasterIO(GF_Write, window.col, window.row, window.cols, window.rows, data, window.cols, window.rows,
                         is_scaled ? GDT_Int16 : GDT_Float32, count, bands.data(), 0, 0, 0, nullptr);
  if (status != CE_None)
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", scratch_file_.path(), gdal_reason()), kDiskHint);
}

void RasterWriter::finish(const std::map<std::string, std::string>& metadata) {
  for (const auto& [key, value] : metadata) scratch_->SetMetadataItem(key.c_str(), value.c_str());
  const GdalFailures failures;
  scratch_->FlushCache();
  failures.require_none("writing " + scratch_file_.path());
  write_geotiff(*scratch_, layout_, file_);
}

}  // namespace undercast
