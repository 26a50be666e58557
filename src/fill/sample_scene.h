// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// The whole of a small cube; of a larger one, blocks drawn from all over it, side by side as one scene of about
/// `side_px` squared.
Cube sample_scene(CubeSource& source, int side_px);

}  // namespace undercast
