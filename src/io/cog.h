// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "io/atomic_file.h"
#include "io/raster_writer.h"

namespace undercast {

/// Sets the grid, names and metadata of a layout on a dataset that has its bands. Missing is NaN
/// (float32) or 255 (uint8).
void describe_dataset(GDALDataset& dataset, const RasterWriter::Layout& layout);

/// Side of the tiles of a raster with so many bands. A tile holds all bands of its pixels, a few
/// MB.
int tile_side(std::size_t bands);

/// Writes a Cloud Optimized GeoTIFF, ZSTD-compressed, and renames it into place. Throws Error(io),
/// or Error(interrupted).
void write_cog(GDALDataset& source, const RasterWriter::Layout& layout, AtomicFile& file);

inline constexpr const char* kDiskHint =
    "check free space (the scratch file beside the output needs the uncompressed size)";

}  // namespace undercast
