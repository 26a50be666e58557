// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "io/cube_file.h"

namespace undercast {

/// Returns charts of a pixel's series for a terminal, one for each variable on a common axis of
/// time, or its values as JSON. Throws Error(usage) for a pixel outside the cube.
std::string pixel_info(CubeFile& cube, const std::vector<int>& pixel, bool as_json);

}  // namespace undercast
