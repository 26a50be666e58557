// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "io/cube_file.h"
#include "io/gdal.h"

namespace undercast {

/// A part of a raster, in its pixels; edges may lie within a pixel.
struct RasterPart {
  double row = 0, col = 0, rows = 0, cols = 0;
};

/// Reads parts of a raster at any size, from its overviews where they suffice. For any number of
/// threads: each takes an open handle, or opens another.
class OverviewReader {
 public:
  /// Throws Error(io).
  explicit OverviewReader(const std::string& path);
  /// Reads the bands of a cube that CubeFile::ndvi_bands() and its like name.
  explicit OverviewReader(const CubeFile& cube);

  const std::string& path() const { return path_; }
  /// Values [band, row, col], `rows` x `cols` of them over the part, which must lie within the
  /// raster. Each is the value of the nearest pixel; NaN is missing. `bands` count from 1. Throws
  /// Error(io), also when the file is gone or has changed since it was opened, and
  /// Error(interrupted).
  std::vector<float> read(const std::vector<int>& bands, const RasterPart& part, int rows, int cols);

 private:
  void require_unchanged() const;
  DatasetPtr take();

  OverviewReader(std::string path, std::function<DatasetPtr()> open, std::vector<std::string> files);

  std::string path_;
  std::function<DatasetPtr()> open_;
  std::vector<std::string> files_, stamps_;
  std::mutex mutex_;
  std::vector<DatasetPtr> idle_;
};

}  // namespace undercast
