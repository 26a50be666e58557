// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "io/gdal.h"

namespace undercast {

/// How the numbers of a band are to be read: value = number * scale + offset.
struct Packing {
  double scale = 1, offset = 0;
  std::optional<double> nodata = {};
};
/// What a band declares.
Packing packing_of(GDALRasterBand& band);

/// A band of reflectance.
struct Reflectance {
  GDALRasterBand& band;
  Packing packing;
};

/// A band of a file within a virtual raster.
struct VirtualBand {
  std::string path;
  int band = 0;
  std::string type;  ///< GDAL's name of its data type
  Packing packing = {};
};

/// A description (GDAL's VRT) of bands of many files as one raster. A file is opened when it is
/// read, and GDAL keeps a limited number open.
std::string describe_virtual_raster(const Grid& grid, const std::vector<VirtualBand>& bands);
/// Opens such a description. Throws Error(io), naming `path`.
DatasetPtr open_virtual_raster(const std::string& description, const std::string& path);

/// Joins bands of open rasters of one size to one raster.
class JoinedRaster {
 public:
  explicit JoinedRaster(const Grid& grid);
  void add(GDALRasterBand& band, const Packing& packing, const std::string& description);
  /// NDVI as ndvi_of() defines it, missing where red is below kRedFloor, computed as it is read.
  void add_ndvi(const Reflectance& nir, const Reflectance& red, const std::string& description);
  /// Call it for each raster whose bands were added: it then closes with the joined one.
  static void keep(DatasetPtr source) { source.release()->ReleaseRef(); }
  DatasetPtr take() { return std::move(raster_); }

 private:
  GDALRasterBand& new_band(GDALDataType type, bool is_computed, const std::string& description);

  DatasetPtr raster_;
};

}  // namespace undercast
