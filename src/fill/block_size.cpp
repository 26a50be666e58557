// SPDX-License-Identifier: Apache-2.0
#include "fill/block_size.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/byte_size.h"
#include "core/error.h"

namespace undercast {
namespace {

// Blocks of 256 px and 46 + 46 steps take 24 MB, few enough that all threads get some. A filler
// with threads of its own gets larger blocks, since it computes the surroundings of a block again
// for the next block.
constexpr int kSharedOutPx = 256, kOneByOnePx = 512, kSmallestPx = 32;
// Memory of the program with its libraries, and of the program while it converts its output to a
// COG (measured with 46 bands).
constexpr double kBytesOfProgram = 160 << 20, kBytesOfCog = 400 << 20;
// Memory for each NDVI value of a block: estimate, spread, filled value, gap, bounds, and copies
// for the writer.
constexpr double kBytesOfResult = 48;

// Memory for blocks of a side: `held` blocks with their results, of which `worked_on` are in the
// filler.
double bytes_of_blocks(const CubeLayout& layout, const FillerTraits& filler, int side, int held, int worked_on) {
  const int reach = side + 2 * (filler.tiling.size_px > 0 ? filler.tiling.size_px : filler.halo_px);
  const double around = static_cast<double>(std::min(reach, layout.grid.rows)) * std::min(reach, layout.grid.cols);
  const double block = static_cast<double>(std::min(side, layout.grid.rows)) * std::min(side, layout.grid.cols);
  const int radar = filler.uses_radar ? layout.vh.size() + layout.vv.size() : 0;
  return held * (around * 4.0 * (layout.ndvi.size() + radar) + block * kBytesOfResult * layout.ndvi.size()) +
         worked_on * around * filler.memory.per_value * layout.ndvi.size();
}

}  // namespace

int blocks_held(const FillerTraits& filler, int threads) { return filler.concurrent ? threads : std::min(threads, 2); }

double memory_for_blocks(const CubeLayout& layout, const FillerTraits& filler, int threads, double cache, int side_px) {
  const int blocks = blocks_held(filler, threads), worked_on = filler.concurrent ? threads : 1;
  const double fixed = kBytesOfProgram + cache + filler.memory.fixed;
  return std::max(kBytesOfCog, fixed + bytes_of_blocks(layout, filler, side_px, blocks, worked_on));
}

int block_size(const CubeLayout& layout, const FillerTraits& filler, int threads, double memory, double cache) {
  const auto needed = [&](int side) { return memory_for_blocks(layout, filler, threads, cache, side); };
  int side = filler.concurrent ? kSharedOutPx : kOneByOnePx;
  while (side > kSmallestPx && needed(side) > memory) side /= 2;
  if (needed(side) > memory)
    throw Error(
        ErrorKind::usage,
        fmt::format("--memory {} is too small: {} needs {}", size_text(memory), filler.name, size_text(needed(side))),
        "give it more memory, or fewer --threads");
  return side;
}

void require_memory_for_dates(int dates, double memory) {
  // While GDAL makes COGs of 365 bands (values, bounds and provenance), it holds 830 MB.
  constexpr int kBandsMeasured = 46;
  constexpr double kBytesOfBand = 1.4e6;
  const double needed = kBytesOfCog + kBytesOfBand * std::max(0, dates - kBandsMeasured);
  if (needed > memory)
    throw Error(ErrorKind::usage,
                fmt::format("--memory {} is too small: rasters of {} dates need {}", size_text(memory), dates,
                            size_text(needed)),
                "give it more memory, or fewer --dates");
}

}  // namespace undercast
