// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/grid.h"
#include "io/atomic_file.h"
#include "io/gdal.h"
#include "io/raster_options.h"

namespace undercast {

struct BandInfo {
  std::string description;
  std::map<std::string, std::string> metadata = {};
  double scale = 1;  ///< a stored int16 times this is the value
};

/// Writes a multi-band GeoTIFF window by window, in bounded memory. Windows go to a scratch file
/// beside the output; finish() makes the GeoTIFF of it and renames it into place. Missing is NaN
/// (float32), -32768 (int16) or 255 (uint8). write() is safe for several threads.
class RasterWriter {
 public:
  struct Layout {
    Grid grid;
    std::vector<BandInfo> bands;
    std::map<std::string, std::string> metadata;
    PixelType type = PixelType::float32;
    bool averaged_overviews = true;  ///< false: the nearest value, as always for uint8
    RasterOptions options = {};
  };

  /// Throws as AtomicFile does, and Error(io) when the scratch file cannot be made.
  RasterWriter(const std::string& path, Layout layout, bool overwrite);
  RasterWriter(const RasterWriter&) = delete;
  RasterWriter& operator=(const RasterWriter&) = delete;

  /// Values [band, row, col] for `count` bands from `first_band` (counted from 0), which int16
  /// rounds to its steps. Throws Error(io).
  void write(const Window& window, int first_band, int count, const float* values);
  /// Adds metadata items. Throws Error(io), and then leaves nothing under the output's name.
  void finish(const std::map<std::string, std::string>& metadata = {});

 private:
  AtomicFile file_;
  ScratchFile scratch_file_;
  Layout layout_;
  DatasetPtr scratch_;
  std::mutex mutex_;
};

}  // namespace undercast
