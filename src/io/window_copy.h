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

/// The hint of an image that another attempt would find the same.
inline constexpr const char* kOtherCollection = "choose another collection";

/// Copies a window of a raster behind a URL into a GeoTIFF, strip by strip, so that an attempt
/// continues where the one before failed. Values and nodata are unchanged.
class WindowCopy {
 public:
  /// `name` stands for the raster in messages, where a signed URL must not appear. `window_of`
  /// gives the wanted pixels of the raster; without any, nothing is written. Throws as AtomicFile
  /// does.
  WindowCopy(std::string name, std::string output, std::map<std::string, std::string> metadata,
             std::function<Window(const Grid&)> window_of);

  /// Continues from `path`, GDAL's name for the raster. Throws Error(remote) when the raster cannot
  /// be read, and may then be called again; Error(bad_input) when the raster is unusable; Error(io)
  /// when the copy cannot be written.
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
