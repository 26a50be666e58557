// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// A raster in memory: values [band, row, col] as float32, NaN where they are NaN, infinite, or the
/// band's nodata.
struct RasterValues {
  Grid grid;
  std::vector<std::string> names;  ///< of the bands; empty ones have none
  std::vector<float> values;
};

/// Reads a GeoTIFF that came over the network; `name` stands for it in messages. Throws
/// Error(remote) when it is incomplete.
RasterValues read_raster_bytes(const std::string& bytes, const std::string& name);

/// Reads a window of a raster file.
RasterValues read_raster_window(const std::string& path, const Window& window);

}  // namespace undercast
