// SPDX-License-Identifier: Apache-2.0
#include "fill/block_size.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/memory.h"

namespace undercast {
namespace {

// Blocks of 256 px and 46 + 46 steps are 24 MB: small enough that all threads have some. A filler with threads of its
// own has larger ones, since what it computes around a block it computes for the next one too.
constexpr int kSharedOutPx = 256, kOneByOnePx = 512, kSmallestPx = 32;
// The program with its libraries; and while it makes a COG of what was written, measured with 46 bands.
constexpr double kBytesOfProgram = 160 << 20, kBytesOfCog = 400 << 20;
// Of each NDVI value of a block: its estimate and spread, what becomes of them, its gap, its bounds, copies for the
// writer.
constexpr double kBytesOfResult = 48;

// What blocks of a side take: `held` of them with their results, `worked_on` of them in the filler.
double bytes_of_blocks(const CubeLayout& layout, const GapFiller& filler, int side, int held, int worked_on) {
  const Tiling tiling = filler.tiling();
  const int reach = side + 2 * (tiling.size_px > 0 ? tiling.size_px : tiling.halo_px);
  const double around = static_cast<double>(std::min(reach, layout.grid.rows)) * std::min(reach, layout.grid.cols);
  const double block = static_cast<double>(std::min(side, layout.grid.rows)) * std::min(side, layout.grid.cols);
  const int radar = filler.uses_radar() ? layout.vh.size() + layout.vv.size() : 0;
  return held * (around * 4.0 * (layout.ndvi.size() + radar) + block * kBytesOfResult * layout.ndvi.size()) +
         worked_on * around * filler.footprint().per_value * layout.ndvi.size();
}

}  // namespace

int blocks_held(const GapFiller& filler, int threads) { return filler.concurrent() ? threads : std::min(threads, 2); }

int block_size(const CubeLayout& layout, const GapFiller& filler, int threads, double memory, double cache) {
  const int blocks = blocks_held(filler, threads), worked_on = filler.concurrent() ? threads : 1;
  const double fixed = kBytesOfProgram + cache + filler.footprint().fixed;
  const auto needed = [&](int side) {
    return std::max(kBytesOfCog, fixed + bytes_of_blocks(layout, filler, side, blocks, worked_on));
  };
  int side = filler.concurrent() ? kSharedOutPx : kOneByOnePx;
  while (side > kSmallestPx && needed(side) > memory) side /= 2;
  if (needed(side) > memory)
    throw Error(
        ErrorKind::usage,
        fmt::format("--memory {} is too small: {} needs {}", size_text(memory), filler.name(), size_text(needed(side))),
        "give it more memory, or fewer --threads");
  return side;
}

}  // namespace undercast
