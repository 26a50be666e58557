// SPDX-License-Identifier: Apache-2.0
#include "composite/resample.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/cube.h"

namespace undercast {
namespace {

// Coordinates carry rounding of about 1e-9 pixels; a centre this near to an edge is on it.
constexpr double kTiny = 1e-7;

// Half the width of the triangle kernel, in source pixels. Ratios near one come from the rotation
// between two CRS; smoothing for them would only blur.
double reach(double source_per_output) { return source_per_output < 1.05 ? 1.0 : source_per_output; }

std::vector<float> bilinear(const PixelPlaces& places, const SourceImage& image, const Window& from,
                            const std::vector<float>& values) {
  const InverseAffine pixel_of(image.grid);
  const double reach_col = reach(image.cols_per_pixel), reach_row = reach(image.rows_per_pixel);
  const Window& to = places.window();
  std::vector<float> out(static_cast<std::size_t>(to.pixels()), kMissing);
  const auto value_at = [&](int row, int col) {
    return values[static_cast<std::size_t>(row - from.row) * static_cast<std::size_t>(from.cols) +
                  static_cast<std::size_t>(col - from.col)];
  };
  std::size_t i = 0;
  for (int row = 0; row < to.rows; ++row)
    for (int col = 0; col < to.cols; ++col, ++i) {
      const auto [x, y] = places.at(row, col);
      const PixelPlace place = pixel_of(x, y);
      const double own_col = std::floor(place.col + kTiny), own_row = std::floor(place.row + kTiny);
      // Written so that NaN places fail too.
      if (!(own_col >= from.col && own_col < from.col_end() && own_row >= from.row && own_row < from.row_end()))
        continue;
      if (is_missing(value_at(static_cast<int>(own_row), static_cast<int>(own_col)))) continue;
      const double u = place.col - 0.5, v = place.row - 0.5;
      const int first_col = std::max(from.col, static_cast<int>(std::ceil(u - reach_col)));
      const int last_col = std::min(from.col_end() - 1, static_cast<int>(std::floor(u + reach_col)));
      const int first_row = std::max(from.row, static_cast<int>(std::ceil(v - reach_row)));
      const int last_row = std::min(from.row_end() - 1, static_cast<int>(std::floor(v + reach_row)));
      double sum = 0, weights = 0;
      for (int r = first_row; r <= last_row; ++r) {
        const double row_weight = 1 - std::abs(r - v) / reach_row;
        if (row_weight < kTiny) continue;
        for (int c = first_col; c <= last_col; ++c) {
          const double weight = row_weight * (1 - std::abs(c - u) / reach_col);
          const float value = value_at(r, c);
          if (weight < kTiny || is_missing(value)) continue;
          sum += weight * value;
          weights += weight;
        }
      }
      if (weights > 0) out[i] = static_cast<float>(sum / weights);
    }
  return out;
}

std::vector<float> nearest(const PixelPlaces& places, const SourceImage& image, const Window& from,
                           const std::vector<float>& values) {
  const InverseAffine pixel_of(image.grid);
  const Window& to = places.window();
  std::vector<float> out(static_cast<std::size_t>(to.pixels()), kMissing);
  std::size_t i = 0;
  for (int row = 0; row < to.rows; ++row)
    for (int col = 0; col < to.cols; ++col, ++i) {
      const auto [x, y] = places.at(row, col);
      const PixelPlace place = pixel_of(x, y);
      const double c = std::floor(place.col + kTiny), r = std::floor(place.row + kTiny);
      if (c >= from.col && c < from.col_end() && r >= from.row && r < from.row_end())
        out[i] = values[static_cast<std::size_t>(r - from.row) * static_cast<std::size_t>(from.cols) +
                        static_cast<std::size_t>(c - from.col)];
    }
  return out;
}

// The image's pixel that is the window's first, if all pixels of the window are pixels of the
// image. Two opposite corners suffice in one CRS: a rotated or scaled grid cannot meet both.
std::optional<PixelPlace> coinciding_pixel(const PixelPlaces& places, const SourceImage& image) {
  if (places.is_transformed() || image.grid.affine[2] != 0 || image.grid.affine[4] != 0) return {};
  const InverseAffine pixel_of(image.grid);
  const int last_row = places.window().rows - 1, last_col = places.window().cols - 1;
  const auto place_at = [&](int row, int col) {
    const auto [x, y] = places.at(row, col);
    return pixel_of(x, y);
  };
  const PixelPlace first = place_at(0, 0), last = place_at(last_row, last_col);
  const auto near = [](double a, double b) { return std::abs(a - b) < 1e-6; };
  const PixelPlace own{std::floor(first.col), std::floor(first.row)};
  const bool on_centre = near(first.col, own.col + 0.5) && near(first.row, own.row + 0.5);
  const bool same_size = near(image.cols_per_pixel, 1) && near(image.rows_per_pixel, 1);
  const bool same_span = near(last.col - first.col, last_col) && near(last.row - first.row, last_row);
  return on_centre && same_size && same_span ? std::optional(own) : std::nullopt;
}

std::vector<float> shifted(const PixelPlaces& places, PixelPlace first, const Window& from,
                           const std::vector<float>& values) {
  const Window& to = places.window();
  std::vector<float> out(static_cast<std::size_t>(to.pixels()), kMissing);
  const int row_shift = static_cast<int>(first.row) - from.row, col_shift = static_cast<int>(first.col) - from.col;
  const int begin = std::clamp(-col_shift, 0, to.cols), end = std::clamp(from.cols - col_shift, begin, to.cols);
  for (int row = std::max(0, -row_shift); row < std::min(to.rows, from.rows - row_shift); ++row) {
    const auto source = values.begin() + static_cast<std::ptrdiff_t>(row + row_shift) * from.cols + col_shift;
    std::copy(source + begin, source + end, out.begin() + static_cast<std::ptrdiff_t>(row) * to.cols + begin);
  }
  return out;
}

}  // namespace

Window source_window(const PixelPlaces& places, const SourceImage& image, Resampling resampling, int margin_px) {
  const InverseAffine pixel_of(image.grid);
  double col_min = std::numeric_limits<double>::infinity(), row_min = col_min, col_max = -col_min, row_max = -col_min;
  const Window& to = places.window();
  // An affine or projective map takes the edge of a window to the edge of its image, so the edge
  // suffices.
  for (int row = 0; row < to.rows; ++row) {
    const bool whole_row = row == 0 || row == to.rows - 1;
    for (int col = 0; col < to.cols; col += whole_row || to.cols == 1 ? 1 : to.cols - 1) {
      const auto [x, y] = places.at(row, col);
      const PixelPlace place = pixel_of(x, y);
      if (!std::isfinite(place.col) || !std::isfinite(place.row)) continue;
      col_min = std::min(col_min, place.col);
      col_max = std::max(col_max, place.col);
      row_min = std::min(row_min, place.row);
      row_max = std::max(row_max, place.row);
    }
  }
  if (col_min > col_max) return {};
  const bool wide = resampling == Resampling::bilinear;
  const double more_cols = margin_px + 1 + (wide ? reach(image.cols_per_pixel) : 0);
  const double more_rows = margin_px + 1 + (wide ? reach(image.rows_per_pixel) : 0);
  const auto clip = [](double place, int size) { return static_cast<int>(std::clamp<double>(place, 0, size)); };
  Window window;
  window.col = clip(std::floor(col_min - more_cols), image.grid.cols);
  window.row = clip(std::floor(row_min - more_rows), image.grid.rows);
  window.cols = clip(std::ceil(col_max + more_cols), image.grid.cols) - window.col;
  window.rows = clip(std::ceil(row_max + more_rows), image.grid.rows) - window.row;
  return window.cols > 0 && window.rows > 0 ? window : Window{};
}

std::vector<float> resample(const PixelPlaces& places, const SourceImage& image, const Window& from,
                            const std::vector<float>& values, Resampling resampling) {
  if (const auto first = coinciding_pixel(places, image)) return shifted(places, *first, from, values);
  return resampling == Resampling::nearest ? nearest(places, image, from, values)
                                           : bilinear(places, image, from, values);
}

void place_on(const Grid& output, SourceImage& image) {
  const double col = output.cols / 2.0, row = output.rows / 2.0;
  Coordinates points;
  for (const auto& [c, r] : {PixelPlace{col, row}, PixelPlace{col + 1, row}, PixelPlace{col, row + 1}})
    points.add(output.point(c, r));
  transform_coordinates(output.crs_wkt, image.grid.crs_wkt, points);
  const InverseAffine pixel_of(image.grid);
  const auto place_of = [&](std::size_t i) { return pixel_of(points.x[i], points.y[i]); };
  const PixelPlace here = place_of(0), right = place_of(1), down = place_of(2);
  const double cols = std::max(std::abs(right.col - here.col), std::abs(down.col - here.col));
  const double rows = std::max(std::abs(right.row - here.row), std::abs(down.row - here.row));
  if (std::isfinite(cols) && std::isfinite(rows)) {
    image.cols_per_pixel = cols;
    image.rows_per_pixel = rows;
  }
}

}  // namespace undercast
