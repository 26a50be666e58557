// SPDX-License-Identifier: Apache-2.0
#include "io/raster_writer.h"

#include <cpl_string.h>
#include <fmt/format.h>

#include "core/error.h"
#include "io/cog.h"
#include "io/gdal_failures.h"

namespace undercast {

RasterWriter::RasterWriter(const std::string& path, Layout layout, bool overwrite)
    : file_(path, overwrite), scratch_file_(path), layout_(std::move(layout)) {
  gdal_setup();
  CPLErrorReset();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  CPLStringList options;
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", std::to_string(kTilePx).c_str());
  options.SetNameValue("BLOCKYSIZE", std::to_string(kTilePx).c_str());
  options.SetNameValue("INTERLEAVE", "BAND");
  options.SetNameValue("BIGTIFF", "YES");
  options.SetNameValue("SPARSE_OK", "TRUE");
  const GDALDataType type = layout_.type == PixelType::float32 ? GDT_Float32 : GDT_Byte;
  scratch_.reset(driver->Create(scratch_file_.path().c_str(), layout_.grid.cols, layout_.grid.rows,
                                static_cast<int>(layout_.bands.size()), type, options.List()));
  if (!scratch_)
    throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", scratch_file_.path(), gdal_reason()), kDiskHint);
  describe_dataset(*scratch_, layout_);
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
    throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", scratch_file_.path(), gdal_reason()), kDiskHint);
}

void RasterWriter::finish() {
  const GdalFailures failures;
  scratch_->FlushCache();
  failures.require_none("writing " + scratch_file_.path());
  write_cog(*scratch_, layout_, file_);
}

}  // namespace undercast
