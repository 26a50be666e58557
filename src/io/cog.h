// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "io/atomic_file.h"
#include "io/raster_writer.h"

namespace undercast {

/// Sets the grid, names and metadata of a layout on a dataset that has its bands. Missing is NaN
/// (float32) or 255 (uint8).
void describe_dataset(GDALDataset& dataset, const RasterWriter::Layout& layout);

/// Side of the tiles. A tile holds one band. With 512 px the series of a pixel would cost four times
/// as many bytes, and with 128 px a map four times as many requests.
inline constexpr int kTilePx = 256;

/// Writes a Cloud Optimized GeoTIFF, ZSTD-compressed, band after band, and renames it into place. The
/// overviews are added to `source` first. Throws Error(io), or Error(interrupted).
void write_cog(GDALDataset& source, const RasterWriter::Layout& layout, AtomicFile& file);

inline constexpr const char* kDiskHint =
    "check free space (the scratch file beside the output needs 4/3 of the uncompressed size)";

}  // namespace undercast
