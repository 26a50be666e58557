// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/spectral_index.h"
#include "core/time_axis.h"

namespace undercast {

inline constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
inline bool is_missing(float value) { return std::isnan(value); }
inline bool is_observed(float value) { return !is_missing(value); }

/// One variable over time and space: values [time, row, col], NaN = missing.
struct Variable {
  TimeAxis time;
  int rows = 0, cols = 0;
  std::vector<float> values;

  Variable() = default;
  /// All missing.
  Variable(TimeAxis axis, int row_count, int col_count);

  int steps() const { return time.size(); }
  bool empty() const { return time.empty(); }
  std::size_t pixels() const { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols); }
  float* image(int step) { return values.data() + static_cast<std::size_t>(step) * pixels(); }
  const float* image(int step) const { return values.data() + static_cast<std::size_t>(step) * pixels(); }
  float& at(int step, int row, int col) { return image(step)[static_cast<std::size_t>(row) * cols + col]; }
  float at(int step, int row, int col) const { return image(step)[static_cast<std::size_t>(row) * cols + col]; }
  /// Returns the values of a window, in pixels of this variable. An rvalue is moved when the window
  /// is the whole variable.
  Variable crop(const Window& window) const&;
  Variable crop(const Window& window) &&;
};

/// What a cube holds, without its values. An absent variable has an empty axis.
struct CubeLayout {
  Grid grid;
  TimeAxis ndvi, vh, vv;
  SpectralIndex index = {};  ///< what `ndvi` is: another index may take its place
  bool operator==(const CubeLayout&) const = default;
};

/// NDVI (unitless, -1..1), or another index in its place, with optional radar backscatter (dB) on
/// one grid.
struct Cube {
  Grid grid;
  Variable ndvi, vh, vv;
  SpectralIndex index = {};  ///< what `ndvi` is

  Cube() = default;
  /// All missing.
  explicit Cube(const CubeLayout& layout);
  CubeLayout layout() const { return {grid, ndvi.time, vh.time, vv.time, index}; }
  Cube crop(const Window& window, bool with_radar = true) const&;
  Cube crop(const Window& window) &&;
};

/// The cube with missing values added below and to the right, up to `size_px` square.
Cube pad(Cube cube, int size_px);

/// A source of windows of a cube: a file, or memory. Not safe for several threads at once; `reopen`
/// gives another thread an independent source of the same cube.
class CubeSource {
 public:
  virtual ~CubeSource() = default;
  virtual const CubeLayout& layout() const = 0;
  /// A window of all variables, or of NDVI alone, without radar variables. Throws Error(io) when
  /// the data cannot be read.
  virtual Cube read(const Window& window, bool with_radar) = 0;
  Cube read(const Window& window) { return read(window, true); }
  virtual std::unique_ptr<CubeSource> reopen() const = 0;
};

/// A cube in memory as a source. The cube must outlive it.
class MemoryCubeSource : public CubeSource {
 public:
  explicit MemoryCubeSource(const Cube& cube) : cube_(cube), layout_(cube.layout()) {}
  const CubeLayout& layout() const override { return layout_; }
  using CubeSource::read;
  Cube read(const Window& window, bool with_radar) override { return cube_.crop(window, with_radar); }
  std::unique_ptr<CubeSource> reopen() const override { return std::make_unique<MemoryCubeSource>(cube_); }

 private:
  const Cube& cube_;
  CubeLayout layout_;
};

/// Takes values of one variable, [time, row, col], at a window.
using WindowSink = std::function<void(const Window&, const Variable&)>;

}  // namespace undercast
