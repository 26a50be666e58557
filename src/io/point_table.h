// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/byte_size.h"
#include "core/cube.h"
#include "io/cube_file.h"

namespace undercast {

/// Whether a path names a point table rather than a raster: it ends with .csv.
bool is_point_table(const std::string& path);

/// Series of points (docs/formats.md, Point table) as a cube of one row, with a column for each id
/// in order of appearance. NDVI and radar share one axis. With a period length, the dates within a
/// period become one value: the median of NDVI, the mean in power of backscatter. Without one,
/// periods are inferred from the dates, as for a cube. Throws Error(io) for an unreadable file;
/// Error(bad_input), naming the line, for unexpected content; Error(bad_input) for single
/// acquisitions without a period length; Error(usage) for a table that exceeds `memory`.
Cube read_point_table(const std::string& path, const CubeReadOptions& options, const ByteSize& memory);

}  // namespace undercast
