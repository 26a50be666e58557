// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/cube_file.h"

namespace undercast {

/// Returns the bytes of a PNG file with observed and filled maps of a few dates and the series of a
/// few pixels. Reads the middle 512 px of the two cubes.
std::string fill_quicklook(CubeFile& observed, const std::string& filled_path, const std::string& filled_by);

}  // namespace undercast
