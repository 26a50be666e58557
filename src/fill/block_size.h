// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/gap_filler.h"

namespace undercast {

/// Number of blocks that fill_cube() holds at once: at most two for a filler with threads of its
/// own, which works on one block while the other is read or written.
int blocks_held(const FillerTraits& filler, int threads);

/// Side [px] of the blocks for fill_cube(), at most so large that the process stays within `memory`
/// [bytes], `cache` of which are GDAL's. It depends on the arguments alone, so ranks and resumed
/// runs agree. Throws Error(usage) with the memory needed when even small blocks do not fit.
int block_size(const CubeLayout& layout, const FillerTraits& filler, int threads, double memory, double cache);

/// Memory [bytes] that the process takes with blocks of a side, at most.
double memory_for_blocks(const CubeLayout& layout, const FillerTraits& filler, int threads, double cache, int side_px);

/// Throws Error(usage), which says the memory needed, when `memory` [bytes] is too little to write a
/// raster with this number of dates.
void require_memory_for_dates(int dates, double memory);

}  // namespace undercast
