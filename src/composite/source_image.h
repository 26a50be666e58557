// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// The header of a one-band raster; with it any thread can read the pixels later.
struct SourceImage {
  std::string path;
  Grid grid;
  bool has_whole_numbers = false;  ///< as digital numbers are, and scene classes
  /// Source pixels that one output pixel spans; set when the output grid is known (place_on).
  double cols_per_pixel = 1, rows_per_pixel = 1;
};

/// Throws Error(io) when the file cannot be read, Error(bad_input) when it has several bands or no
/// georeferencing.
SourceImage describe_image(const std::string& path);

/// Values of a window of the image [row, col]; nodata and infinities are NaN. Opens the file for
/// this read alone, so that at most one file a thread is open. Throws Error(io).
std::vector<float> read_image(const SourceImage& image, const Window& window);

}  // namespace undercast
