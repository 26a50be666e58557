// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>

#include "core/grid.h"
#include "io/crs.h"

namespace undercast {

/// A place in pixels of a grid: (0.5, 0.5) is the centre of its upper left pixel.
struct PixelPlace {
  double col, row;
};

/// From coordinates to a grid's pixels. Throws Error(bad_input) where pixels have no area.
class InverseAffine {
 public:
  explicit InverseAffine(const Grid& grid);
  PixelPlace operator()(double x, double y) const {
    const double dx = x - x0_, dy = y - y0_;
    return {col_per_x_ * dx + col_per_y_ * dy, row_per_x_ * dx + row_per_y_ * dy};
  }

 private:
  double x0_, y0_, col_per_x_, col_per_y_, row_per_x_, row_per_y_;
};

/// Centres of the pixels of a window of `grid`, in another CRS. PROJ computes each of them, without
/// approximation, so a pixel's place does not depend on the window. Computed once for all images in
/// that CRS.
class PixelPlaces {
 public:
  /// Throws Error(bad_input) when there is no transformation between the two CRS.
  PixelPlaces(const Grid& grid, const Window& window, const std::string& crs_wkt);

  const Window& window() const { return window_; }
  const std::string& crs_wkt() const { return crs_wkt_; }
  /// Whether the CRS is another than the grid's.
  bool is_transformed() const { return !transformed_.x.empty(); }
  /// x and y of a pixel counted within the window; NaN where the transformation has no answer.
  std::array<double, 2> at(int row, int col) const {
    if (!is_transformed()) return grid_.point(window_.col + col + 0.5, window_.row + row + 0.5);
    const auto i =
        static_cast<std::size_t>(row) * static_cast<std::size_t>(window_.cols) + static_cast<std::size_t>(col);
    return {transformed_.x[i], transformed_.y[i]};
  }

 private:
  Grid grid_;
  Window window_;
  std::string crs_wkt_;
  Coordinates transformed_;  ///< empty where the CRS is the grid's own
};

/// The bounds of `source`, in pixels of `grid` and not clipped to it.
struct PixelBounds {
  double col_min, row_min, col_max, row_max;
};
PixelBounds footprint_in(const Grid& grid, const Grid& source);

}  // namespace undercast
