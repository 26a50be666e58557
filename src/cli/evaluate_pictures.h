// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/grid.h"
#include "evaluate/table.h"

namespace undercast::cli {

/// Where the pictures of `--plot PATH.png` go: RMSE by gap length to PATH.png itself; coverage of the bounds by gap
/// length, estimates against truths, and the mean absolute error of each pixel beside it.
struct PicturePaths {
  std::string error, coverage, density, map;
  /// None at all for an empty path.
  explicit PicturePaths(const std::string& plot);
  std::vector<std::string> all() const { return {error, coverage, density, map}; }
};

/// Draws and writes them; a map only where the scene is one (more than one row).
void write_evaluation_pictures(const PicturePaths& paths, const std::vector<Summary>& summaries, const Grid& grid,
                               bool overwrite);

}  // namespace undercast::cli
