// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <vector>

#include "core/calibration.h"
#include "core/cube.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "fill/gap_filler.h"

namespace undercast {

/// A window without gaps. Observed values are bit for bit those of the cube. NaN is left only where the filler had
/// nothing to go on and where a pixel has neither an NDVI nor a radar value (outside the scene).
struct FilledWindow {
  Variable ndvi;
  /// The filler's own, or 1 where it states none; 0 where observed.
  Variable spread;
  /// Length of the gap that each value lies in (core/interpolation.h). [time, row, col]
  std::vector<float> gap_days;
  /// One Provenance a value, [time, row, col].
  std::vector<Provenance> provenance;
};

/// Lower and upper bound of each value, within [-1, 1]: kCoverage of the truths lie between them. An observed value is
/// its own bound; NaN where the value is missing. `kinds` are those of the whole scene's steps (gap_kinds).
struct Bounds {
  Variable lower, upper;
};
Bounds bounds_of(const FilledWindow& filled, const Calibration& calibration, const std::vector<GapKind>& kinds);

/// A filled value is of low trust where no observation lies on one side of it, or where the gap is longer than this.
inline constexpr float kLowTrustGapDays = 64;

/// Fills a cube of any size in bounded memory: reads blocks, hands their windows to the filler, blends overlaps with
/// weights that sum to one, passes observed values through, and calls `sink` once for each block (from several threads,
/// one at a time). The result does not depend on the block size or on the number of threads.
/// Throws Error(bad_input) when the filler cannot serve this cube.
using FilledSink = std::function<void(const Window&, const FilledWindow&)>;
void fill_cube(CubeSource& source, GapFiller& filler, int threads, Progress& progress, const FilledSink& sink,
               int block_px = 0);
/// The blocks that a dealer has left; it may share them with other processes.
void fill_cube(CubeSource& source, GapFiller& filler, int threads, Progress& progress, const FilledSink& sink,
               Dealer& dealer, int block_px = 0);

/// The whole cube in memory.
FilledWindow fill_cube(const Cube& cube, GapFiller& filler, int threads);

}  // namespace undercast
