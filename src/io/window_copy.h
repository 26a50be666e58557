// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/grid.h"
#include "io/atomic_file.h"
#include "io/gdal.h"

namespace undercast {

/// Copies a window of a raster behind a URL into a GeoTIFF of its own, strip by strip, so that an attempt that fails
/// goes on where it was. Values and nodata stay as they are.
class WindowCopy {
 public:
  /// `name` is what messages say: a URL that is signed must not show. `window_of` says which pixels of the raster are
  /// wanted; none: nothing is written. Throws as AtomicFile does.
  WindowCopy(std::string name, std::string output, std::map<std::string, std::string> metadata,
             std::function<Window(const Grid&)> window_of);

  /// Reads on, from `path` as GDAL knows it. Throws Error(remote) when the raster cannot be read, after which it may be
  /// tried again; Error(bad_input) when it is none that is usable; Error(io) when the copy cannot be written.
  void attempt(const std::string& path);
  /// Whether there is a copy, after an attempt that threw nothing.
  bool copied() const { return window_.pixels() > 0; }

 private:
  void begin(GDALDataset& source);
  void finish();

  std::string name_;
  AtomicFile file_;
  std::map<std::string, std::string> metadata_;
  std::function<Window(const Grid&)> window_of_;
  Window window_;
  DatasetPtr copy_;
  int next_row_ = 0;  ///< of the window
};

/// A metadata item of a raster file; nothing when there is no such item or no readable file.
std::optional<std::string> raster_metadata(const std::string& path, const std::string& key);

}  // namespace undercast
