// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "io/atomic_file.h"
#include "io/raster_writer.h"

namespace undercast {

/// Throws Error(io) where the user's configuration leaves it out.
GDALDriver& geotiff_driver();

/// Sets the grid, names, scales and metadata of a layout on a dataset that has its bands.
void describe_dataset(GDALDataset& dataset, const RasterWriter::Layout& layout);

/// Writes a GeoTIFF as the layout's options say, and renames it into place; overviews are added to
/// `source` first. Throws Error(io), or Error(interrupted).
void write_geotiff(GDALDataset& source, const RasterWriter::Layout& layout, AtomicFile& file);

inline constexpr const char* kDiskHint =
    "check free space (the scratch file beside the output needs 4/3 of the uncompressed size)";

}  // namespace undercast
