// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gdal_priv.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using DatasetPtr = std::unique_ptr<GDALDataset, CloseDataset>;

/// Registers GDAL's drivers once, keeps its errors from stderr, bounds its cache. Every entry to
/// GDAL calls it.
void gdal_setup();
/// Sets GDAL's threads for compression and decompression.
void gdal_set_threads(int threads);
/// Fits GDAL's block cache to the memory of the program [bytes], unless GDAL_CACHEMAX sets it.
/// Returns the size of the cache.
double gdal_fit_cache(double memory);

/// GDAL's last message in this thread, or "no reason given".
std::string gdal_reason();

/// GDAL's drivers for cubes and images. Others would read whatever path or address a file
/// names.
inline constexpr const char* kImageDrivers[] = {"GTiff",    "JP2OpenJPEG", "JP2KAK", "JP2ECW",
                                                "JP2MrSID", "ENVI",        "HFA",    nullptr};

/// Opens a file, /vsi... name or address (remote.h) for reading. Throws Error(io) naming the path
/// and GDAL's reason.
DatasetPtr open_raster(const std::string& path);
/// Throws Error(io) when `status` is a failure, naming the action, the file and GDAL's reason.
void check_gdal(CPLErr status, const std::string& doing, const std::string& path);

/// Values of a window [band, row, col] of `bands` (counted from 1), missing as in mark_missing().
/// Throws Error(io) naming the path.
std::vector<float> read_values(GDALDataset& dataset, const std::string& path, const Window& window,
                               const std::vector<int>& bands);
/// Makes values of a band NaN where they are infinite or the band's nodata.
void mark_missing(GDALRasterBand& band, std::span<float> values);
/// Applies the scale and offset that a band declares.
void unscale(GDALRasterBand& band, std::span<float> values);

/// Whether a band holds whole numbers, as digital numbers and scene classes are.
bool has_whole_numbers(GDALDataset& dataset, int band = 1);

/// The grid of a dataset. Throws Error(bad_input) when it has no CRS, or no affine transform in
/// which pixels have a size.
Grid grid_of(GDALDataset& dataset, const std::string& path);

}  // namespace undercast
