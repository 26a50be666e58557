// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "io/cf_layout.h"

class GDALGroup;

namespace undercast {

enum class CfFormat { netcdf, zarr };

/// A dataset after the CF conventions, whose variables are written window by window. Safe for
/// several threads. All functions throw Error(io).
class CfFile {
 public:
  /// Makes it at `path`, in place of a file or an empty folder, with its coordinates and attributes
  /// and no other values yet.
  CfFile(std::string path, CfFormat format, const CfLayout& layout);
  /// Opens a Zarr store.
  CfFile(std::string path, bool writes);

  /// Values [time, row, col], or [row, col] of a variable without dates.
  void write(const std::string& variable, const Window& window, const std::vector<float>& values);
  /// Reads as many values as `values` has.
  void read(const std::string& variable, const Window& window, std::vector<float>& values);
  /// Writes what is not on disk yet. GDAL reports some failures only here.
  void close();

 private:
  struct Part;
  Part part(const std::string& variable, const Window& window, std::size_t values) const;

  std::string path_;
  DatasetPtr dataset_;
  std::shared_ptr<GDALGroup> root_;
  std::mutex mutex_;
};

}  // namespace undercast
