// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/cube_file.h"

namespace undercast::cli {

/// The bytes of a WebP animation: a frame for each date, observed beside filled, with the share of missing values.
/// Large scenes are shown through their overviews, series of more than 120 dates thinned out. Throws Error(io).
std::string fill_animation(const CubeFile& observed, const std::string& filled_path, const std::string& filled_by);

}  // namespace undercast::cli
