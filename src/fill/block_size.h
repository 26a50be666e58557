// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Blocks that fill_cube() holds at once. A filler with threads of its own works on one of them while another is read
/// or written.
int blocks_held(const GapFiller& filler, int threads);

/// Side of the blocks that fill_cube() may work on so that the process takes no more than some memory [bytes], `cache`
/// of which are GDAL's: as large as pays, or smaller. Depends on its arguments alone, so ranks and resumed runs agree.
/// Throws Error(usage), saying how much is needed, when even small ones do not fit.
int block_size(const CubeLayout& layout, const GapFiller& filler, int threads, double memory, double cache);

}  // namespace undercast
