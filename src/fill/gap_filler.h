// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/calibration.h"
#include "core/cube.h"
#include "core/progress.h"

namespace undercast {

/// Where a value of the filled cube comes from; the values of the provenance band.
enum class Provenance : unsigned char { observed = 0, interpolated = 1, network = 2, low_trust = 3, missing = 255 };

/// NDVI for every step and pixel of a window, [time, row, col] on the window's NDVI axis. NaN where the filler has
/// nothing to go on (a pixel never observed).
struct Estimate {
  Variable ndvi;
  /// How far off the method thinks it may be, up to a factor that calibration finds (core/calibration.h); empty where
  /// it cannot say more than the length of the gap does.
  Variable spread{};

  Estimate crop(const Window& part) && {
    return {std::move(ndvi).crop(part), spread.empty() ? Variable{} : std::move(spread).crop(part)};
  }
};

/// How a filler wants its windows.
struct Tiling {
  /// Side of the square windows it works on; 0: any window will do.
  int size_px = 0;
  /// Distance between windows that overlap; the overlaps are blended.
  int stride_px = 0;
  /// Where size_px is 0: how far around a pixel the method looks. Windows come that much wider, as far as the cube
  /// goes.
  int halo_px = 0;
};

/// Memory [bytes] that a filler takes: at any time once it is fitted, and for each NDVI value of the windows that
/// fill() works on.
struct Footprint {
  double fixed = 0;
  double per_value = 16;
};

/// The seam of the program: a window of the cube in, an estimate out. Classical methods and networks implement it;
/// fill and evaluate know nothing else. Observed values are passed through by the caller, not by the filler.
class GapFiller {
 public:
  virtual ~GapFiller() = default;
  virtual std::string name() const = 0;
  virtual Tiling tiling() const { return {}; }
  /// Whether it needs the radar variables of its windows.
  virtual bool uses_radar() const { return false; }
  /// What the filled values count as.
  virtual Provenance provenance() const { return Provenance::interpolated; }
  /// Whether fill() may run in several threads at once; a network brings threads of its own.
  virtual bool concurrent() const { return true; }
  /// The memory it takes, about.
  virtual Footprint footprint() const { return {}; }
  /// Learns from what is visible in the whole scene, before the first window; most pixel-wise methods need not.
  virtual void fit(CubeSource& /*scene*/, int /*threads*/, Progress& /*progress*/) {}
  /// Calibration of its bounds, where it made one of values that it did not learn from.
  virtual std::optional<Calibration> calibration() const { return std::nullopt; }
  /// Throws Error(bad_input) when this filler cannot serve such a cube (other channels than its own).
  virtual void check(const CubeLayout& /*layout*/) const {}
  /// One estimate for each window. Windows are of tiling().size_px where that is set.
  virtual std::vector<Estimate> fill(const std::vector<Cube>& windows) = 0;
  /// The estimate of a part of a window, of which the rest is what lies around it; where tiling().size_px is 0.
  virtual Estimate fill_part(const Cube& window, const Window& part) {
    return std::move(fill({window}).front()).crop(part);
  }
};

}  // namespace undercast
