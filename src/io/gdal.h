// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gdal_priv.h>

#include <memory>
#include <string>

#include "core/grid.h"

namespace undercast {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using DatasetPtr = std::unique_ptr<GDALDataset, CloseDataset>;

/// Registers GDAL's drivers once, keeps its errors from stderr, bounds its cache. Every entry to GDAL calls it.
void gdal_setup();
/// GDAL threads for compression and decompression from now on.
void gdal_set_threads(int threads);
/// GDAL's cache of blocks, to go with some memory for the whole program [bytes], unless GDAL_CACHEMAX says it. Returns
/// its size.
double gdal_fit_cache(double memory);

/// GDAL's last message in this thread, or "no reason given".
std::string gdal_reason();

/// Opens for reading. Throws Error(io) naming the path and GDAL's reason.
DatasetPtr open_raster(const std::string& path);
/// Throws Error(io) when `status` is a failure: what was done to which file, and GDAL's reason.
void check_gdal(CPLErr status, const std::string& doing, const std::string& path);

/// The grid of a dataset. Throws Error(bad_input) when it has no CRS or no affine transform.
Grid grid_of(GDALDataset& dataset, const std::string& path);
/// Whether two CRS definitions (WKT) mean the same.
bool same_crs(const std::string& wkt_a, const std::string& wkt_b);
/// WKT of anything GDAL understands ("EPSG:32631"). Throws Error(usage).
std::string crs_to_wkt(const std::string& definition);
/// "EPSG:32631", or the CRS's name when it has no code.
std::string crs_name(const std::string& wkt);

}  // namespace undercast
