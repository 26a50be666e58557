// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/grid.h"

namespace undercast {

/// Fractional (col, row) in a grid: (0.5, 0.5) is the centre of its upper left pixel.
struct PixelPlace {
  double col, row;
};

/// From coordinates to a grid's pixels.
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

/// Centres of the pixels of a window of `grid`, in another CRS: computed by PROJ for each pixel (no approximation, so
/// the place of a pixel does not depend on the window it is in), once for all images in that CRS.
class PixelPlaces {
 public:
  /// Throws Error(bad_input) when there is no transformation between the two CRS.
  PixelPlaces(const Grid& grid, const Window& window, const std::string& crs_wkt);

  const Window& window() const { return window_; }
  const std::string& crs_wkt() const { return crs_wkt_; }
  /// Whether the CRS is another than the grid's.
  bool is_transformed() const { return !x_.empty(); }
  /// x and y of a pixel counted within the window; NaN where the transformation has no answer.
  std::array<double, 2> at(int row, int col) const {
    if (!x_.empty()) {
      const auto i =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(window_.cols) + static_cast<std::size_t>(col);
      return {x_[i], y_[i]};
    }
    const double c = window_.col + col + 0.5, r = window_.row + row + 0.5;
    return {affine_[0] + c * affine_[1] + r * affine_[2], affine_[3] + c * affine_[4] + r * affine_[5]};
  }

 private:
  Window window_;
  std::array<double, 6> affine_;
  std::string crs_wkt_;
  std::vector<double> x_, y_;  ///< empty where the CRS is the grid's own
};

/// Coordinates `x`, `y` from one CRS to another, in place; NaN where there is no answer. Throws Error(bad_input).
void transform_coordinates(const std::string& from_wkt, const std::string& to_wkt, std::vector<double>& x,
                           std::vector<double>& y);

/// The bounds of the footprint of `source` in pixels of `grid` (not clipped to it).
struct PixelBounds {
  double col_min, row_min, col_max, row_max;
};
PixelBounds footprint_in(const Grid& grid, const Grid& source);

}  // namespace undercast
