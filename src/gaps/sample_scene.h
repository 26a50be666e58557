// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"

namespace undercast {

/// The blocks of a scene in random order, always the same one.
std::vector<Window> shuffled_blocks(const Window& whole, int block_px);

/// Side of the sample that warnings are judged on.
inline constexpr int kSamplePx = 192;

/// A small cube itself. From a larger one, random blocks with observations, side by side as one
/// scene of about `side_px` squared.
Cube sample_scene(CubeSource& source, int side_px);

}  // namespace undercast
