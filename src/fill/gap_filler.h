// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/cube.h"
#include "core/run_context.h"
#include "gaps/calibration.h"
#include "io/provenance_file.h"

namespace undercast {

/// NDVI for every step and pixel of a window, [time, row, col] on the window's NDVI axis. NaN where
/// the filler has no estimate, as in a pixel without any observation.
struct Estimate {
  Variable ndvi;
  /// The method's own measure of its error, up to a factor that calibration finds
  /// (gaps/calibration.h). Empty if the method states none.
  Variable spread{};

  Estimate crop(const Window& part) && {
    return {std::move(ndvi).crop(part), spread.empty() ? Variable{} : std::move(spread).crop(part)};
  }
};

/// The estimate of one of the methods that a filler blends.
struct Member {
  std::string name;
  Variable ndvi;  ///< as in Estimate
};

/// Overlapping square windows, for a method that works on windows of one size. The caller blends
/// the overlaps.
struct Tiling {
  int size_px = 0;    ///< 0: any window will do
  int stride_px = 0;  ///< distance between the tiles
};

/// Memory [bytes] that a filler takes.
struct MemoryNeed {
  double fixed = 0;       ///< at any time once it is fitted
  double per_value = 16;  ///< for each NDVI value of the windows that it works on
};

/// What the caller needs to know of a filler.
struct FillerTraits {
  std::string name;
  /// How far around a pixel the method reads. Windows are so much wider than the part that is
  /// filled, within the cube.
  int halo_px = 0;
  Tiling tiling = {};
  /// Whether it needs the radar variables of its windows.
  bool uses_radar = false;
  /// Whether fill() may run in several threads at once. A network brings threads of its own.
  bool concurrent = true;
  MemoryNeed memory = {};
  /// The provenance of filled values.
  Provenance provenance = Provenance::interpolated;
};

/// The seam of the program: a window of the cube in, an estimate out. Classical methods, trees and
/// networks implement it; fill and evaluate know nothing else. The caller passes observed values
/// through, so a filler need not.
class GapFiller {
 public:
  virtual ~GapFiller() = default;
  virtual FillerTraits traits() const = 0;
  /// Learns from the observed values of the whole scene, before the first window. Most pixel-wise
  /// methods need not.
  virtual void fit(CubeSource& /*scene*/, const RunContext& /*run*/) {}
  /// The calibration of its bounds, if fit() made one from values that were hidden from it.
  virtual std::optional<Calibration> calibration() const { return std::nullopt; }
  /// Throws Error(bad_input) when this filler cannot serve such a cube, for example one with other
  /// channels.
  virtual void check(const CubeLayout& /*layout*/) const {}
  /// Says that estimates before this step of the fitted cube's dates will not be used, so that the
  /// filler may save their work.
  virtual void begin_at(int /*step*/) {}
  /// Estimates `part` of `window`. The rest of the window is context.
  virtual Estimate fill(const Cube& window, const Window& part) = 0;
  /// The estimates of the methods that this filler blends, for a whole cube; empty where it is one
  /// method.
  virtual std::vector<Member> members(const Cube& /*cube*/) { return {}; }
  /// Returns one estimate for each tile. A method that works on batches overrides it.
  virtual std::vector<Estimate> fill_tiles(const std::vector<Cube>& tiles) {
    std::vector<Estimate> estimates;
    for (const Cube& tile : tiles) estimates.push_back(fill(tile, tile.grid.whole()));
    return estimates;
  }
};

}  // namespace undercast
