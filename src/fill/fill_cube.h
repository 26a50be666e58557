// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <vector>

#include "core/cube.h"
#include "core/parallel.h"
#include "core/run_context.h"
#include "fill/gap_filler.h"
#include "gaps/calibration.h"

namespace undercast {

/// A window without gaps. Observed values pass through bit for bit. NaN is left only where the
/// filler has no estimate and where a pixel has neither an NDVI nor a radar value (outside the
/// scene).
struct FilledWindow {
  Variable ndvi;
  /// The spread that the filler states, 1 where it states none, 0 where the value is observed.
  Variable spread;
  /// Length of the gap that each value lies in (gaps/interpolation.h). [time, row, col]
  std::vector<float> gap_days;
  /// One Provenance a value, [time, row, col].
  std::vector<Provenance> provenance;
  ValueRange range = {};  ///< of the index
};

/// Lower and upper bound of each value, within the index's range: kCoverage of the truths lie
/// between them. Where the ends of a gap differ much, the bounds within it hold both. An observed
/// value is its own bound; NaN where the value is missing. `kinds` are the kinds of the whole
/// scene's steps (date_kinds).
struct Bounds {
  Variable lower, upper;
};
Bounds bounds_of(const FilledWindow& filled, const Calibration& calibration, const std::vector<DateObserved>& kinds);

/// A filled value has low trust if its gap is open-ended or longer than this.
inline constexpr float kLowTrustGapDays = 64;

/// Takes a filled block, and may change it.
using FilledSink = std::function<void(const Window&, FilledWindow&)>;
/// The blocks of a cube.
struct Blocks {
  int side_px = 256;
  /// It may share the blocks with other processes, or leave out the blocks of an earlier run. None:
  /// this process fills all blocks.
  Dealer* dealer = nullptr;
};
/// Fills a cube of any size in bounded memory: reads blocks, hands their windows to the filler,
/// blends overlaps with weights that sum to one, passes observed values through, and calls `sink`
/// once for each block (from several threads, one at a time). The result does not depend on the
/// block size or on the number of threads. Throws Error(bad_input) when the filler cannot serve
/// this cube.
void fill_cube(CubeSource& source, GapFiller& filler, const FilledSink& sink, const RunContext& run,
               Blocks blocks = {});

/// How far around a block a filler reads the cube [px].
int reach_px(const FillerTraits& filler);
/// Fills one block as fill_cube() does. The source has the layout of the whole cube, but only what
/// lies within reach_px() of the block is read. Not for several threads at once, unless the filler
/// is concurrent.
FilledWindow fill_block(CubeSource& source, GapFiller& filler, const Window& block, int threads);

/// Fills a whole cube in memory.
FilledWindow fill_cube(const Cube& cube, GapFiller& filler, int threads, Progress& progress = no_progress());

}  // namespace undercast
