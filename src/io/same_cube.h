// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/cube.h"

namespace undercast {

/// Whether two grids have the same pixels (edges agree to a hundredth of a pixel) in the same CRS.
bool same_grid(const Grid& a, const Grid& b);

/// Throws Error(bad_input), saying what differs, when one file of a cube has another grid.
void require_same_grid(const Grid& grid, const std::string& path, const Grid& expected, const std::string& of_path);

/// Throws Error(bad_input), saying what differs, when a companion does not have the cube's grid and
/// NDVI dates. `role` is what the companion is to the cube: "lower bound".
void require_same_cube(const CubeLayout& companion, const std::string& companion_path, const std::string& role,
                       const CubeLayout& cube, const std::string& cube_path);

}  // namespace undercast
