// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"
#include "evaluate/table.h"

namespace undercast {

/// `--plot PATH.png` writes four pictures: RMSE by gap length (PATH.png), and beside it coverage of
/// the bounds by gap length, estimates against true values, and the mean absolute error of each
/// pixel.
struct PicturePaths {
  std::string error, coverage, density, map;
  /// An empty path gives empty paths.
  explicit PicturePaths(const std::string& plot);
  /// The pictures beside PATH.png, if they are given.
  std::vector<std::string> beside() const {
    return !error.empty() ? std::vector{coverage, density, map} : std::vector<std::string>();
  }
};

/// Draws and writes the pictures; a list of points (one row) has no map.
void write_evaluation_pictures(const PicturePaths& paths, const std::vector<Summary>& summaries, const CubeLayout& cube,
                               bool overwrite);

}  // namespace undercast
