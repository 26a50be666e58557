// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/cube_file.h"

namespace undercast {

/// Returns the bytes of a WebP animation. A frame shows one date, observed beside filled, with the
/// share of missing values. Large scenes are read through their overviews, and series of more than
/// 120 dates are thinned out. Throws Error(io).
std::string fill_animation(const CubeFile& observed, const std::string& filled_path, const std::string& filled_by);

}  // namespace undercast
