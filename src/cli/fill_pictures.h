// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/cube_file.h"

namespace undercast::cli {

/// PNG: observed and filled maps for a few dates, and series of a few pixels. Reads a window of the two cubes.
std::string fill_quicklook(CubeFile& observed, const std::string& filled_path, const std::string& filled_by);

}  // namespace undercast::cli
