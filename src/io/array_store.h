// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/time_axis.h"
#include "io/gdal.h"
#include "io/virtual_raster.h"

namespace undercast {

/// Whether a path names a store of arrays: NetCDF (.nc, .nc4, .cdf) or Zarr (a folder .zarr, or one
/// that holds .zgroup).
bool is_array_store(const std::string& path);

/// The files of a store: itself, and if it is a folder of this machine all files in it.
std::vector<std::string> files_of_store(const std::string& path);

/// An array with the dimensions time, y and x, in any order, as the CF conventions describe it.
class SeriesArray {
 public:
  /// `array` has the axes time, y and x; `place` names it in messages. Throws Error(bad_input)
  /// where it has no regular grid, no CRS, or a scale of 0.
  SeriesArray(std::shared_ptr<GDALGroup> root, std::shared_ptr<GDALMDArray> array, std::string place);

  const Grid& grid() const { return grid_; }
  const Packing& packing() const { return packing_; }
  /// The periods of the images: from the bounds of the time axis, where it has them, else its
  /// dates, with a length of 0. Throws as cf_dates() does.
  std::vector<Period> periods() const;
  /// The array as a raster with a band for each date, north up.
  DatasetPtr raster() const;

 private:
  std::shared_ptr<GDALGroup> root_;
  std::shared_ptr<GDALMDArray> array_;
  std::string place_;
  Grid grid_;  ///< north up
  Packing packing_;
  bool is_south_up_ = false;
};

/// A NetCDF file or a Zarr store, read through GDAL.
class ArrayStore {
 public:
  /// Throws Error(io).
  static std::unique_ptr<ArrayStore> open(const std::string& path);
  /// Names of the arrays with the dimensions time, y and x.
  std::vector<std::string> series() const;
  /// Names of the arrays with other dimensions, three or more.
  std::vector<std::string> others() const;
  /// The attributes of the whole store.
  std::map<std::string, std::string> metadata() const;
  /// A chunk of Zarr that is absent counts as missing values, and so does one that was lost.
  void warn_of_absent_chunks(const std::string& name) const;
  /// Throws Error(bad_input) where there is no such array, or one of other dimensions.
  SeriesArray array(const std::string& name) const;

 private:
  ArrayStore(std::string path, std::shared_ptr<GDALGroup> root) : path_(std::move(path)), root_(std::move(root)) {}

  std::string path_;
  std::shared_ptr<GDALGroup> root_;
};

}  // namespace undercast
