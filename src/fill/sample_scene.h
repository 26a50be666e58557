// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// Side of the blocks that a sample is made of.
inline constexpr int kSampleBlockPx = 128;

/// The whole of a small cube; of a larger one, blocks drawn from all over it, side by side as one scene of about
/// `side_px` squared.
Cube sample_scene(CubeSource& source, int side_px);

}  // namespace undercast
