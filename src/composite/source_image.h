// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// What the header of a one-band raster says, so that its pixels can be read later by any thread.
struct SourceImage {
  std::string path;
  Grid grid;
  std::optional<double> nodata;
  /// Source pixels that one output pixel spans; set when the output grid is known (place_on).
  double cols_per_pixel = 1, rows_per_pixel = 1;
};

/// Throws Error(io) when the file cannot be read, Error(bad_input) when it has several bands or no georeferencing.
SourceImage describe_image(const std::string& path);

/// Values of a window of the image [row, col]; nodata and infinities are NaN. Opens the file for this one read, so that
/// no more files are open than there are threads. Throws Error(io).
std::vector<float> read_image(const SourceImage& image, const Window& window);

}  // namespace undercast
