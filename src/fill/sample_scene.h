// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"

namespace undercast {

/// The blocks of a scene, in an order drawn by chance, always the same.
std::vector<Window> shuffled_blocks(const Window& whole, int block_px);

/// The whole of a small cube; of a larger one, blocks with observations drawn from all over it, side by side as one
/// scene of about `side_px` squared.
Cube sample_scene(CubeSource& source, int side_px);

}  // namespace undercast
