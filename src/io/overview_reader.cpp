// SPDX-License-Identifier: Apache-2.0
#include "io/overview_reader.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/progress.h"
#include "io/file_identity.h"

namespace undercast {
namespace {

int continue_reading(double, const char*, void*) { return stop_requested() ? 0 : 1; }

}  // namespace

OverviewReader::OverviewReader(const std::string& path)
    : OverviewReader(path, [path] { return open_raster(path); }, {path}) {}

OverviewReader::OverviewReader(const CubeFile& cube) : OverviewReader(cube.path(), cube.opener(), cube.files()) {}

OverviewReader::OverviewReader(std::string path, std::function<DatasetPtr()> open, std::vector<std::string> files)
    : path_(std::move(path)), open_(std::move(open)), files_(std::move(files)), stamps_(stamps_of(files_)) {
  idle_.push_back(open_());
  require_unchanged();
}

// Remote files have no stamp; reading them fails by itself.
void OverviewReader::require_unchanged() const {
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (file_stamp(files_[i]) != stamps_[i])
      throw Error(ErrorKind::io, fmt::format("{} is gone or has changed since it was opened", files_[i]),
                  "put it back, or start again with the files as they are now");
}

DatasetPtr OverviewReader::take() {
  require_unchanged();
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      DatasetPtr dataset = std::move(idle_.back());
      idle_.pop_back();
      return dataset;
    }
  }
  DatasetPtr dataset = open_();
  require_unchanged();  // between the first look and the opening
  return dataset;
}

std::vector<float> OverviewReader::read(const std::vector<int>& bands, const RasterPart& part, int rows, int cols) {
  stop_if_requested();
  DatasetPtr dataset = take();
  const std::size_t pixels = static_cast<std::size_t>(rows) * cols;
  std::vector<float> values(bands.size() * pixels);
  GDALRasterIOExtraArg how;
  INIT_RASTERIO_EXTRA_ARG(how);
  how.pfnProgress = continue_reading;
  how.bFloatingPointWindowValidity = TRUE;
  how.dfXOff = part.col;
  how.dfYOff = part.row;
  how.dfXSize = part.cols;
  how.dfYSize = part.rows;
  // GDAL also wants whole pixels around the part.
  const int first_col = std::min(static_cast<int>(part.col), dataset->GetRasterXSize() - 1);
  const int first_row = std::min(static_cast<int>(part.row), dataset->GetRasterYSize() - 1);
  const int end_col = std::min(static_cast<int>(std::ceil(part.col + part.cols)), dataset->GetRasterXSize());
  const int end_row = std::min(static_cast<int>(std::ceil(part.row + part.rows)), dataset->GetRasterYSize());
  CPLErrorReset();
  const CPLErr status = dataset->RasterIO(
      GF_Read, first_col, first_row, std::max(1, end_col - first_col), std::max(1, end_row - first_row), values.data(),
      cols, rows, GDT_Float32, static_cast<int>(bands.size()), const_cast<int*>(bands.data()), 0, 0, 0, &how);
  stop_if_requested();
  // What was read meanwhile may be of both files, and the dataset may keep it.
  require_unchanged();
  check_gdal(status, "reading", path_);
  for (std::size_t b = 0; b < bands.size(); ++b)
    for (const auto prepare : {mark_missing, unscale})
      prepare(*dataset->GetRasterBand(bands[b]), std::span(values).subspan(b * pixels, pixels));
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(dataset));
  return values;
}

}  // namespace undercast
