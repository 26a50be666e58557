// SPDX-License-Identifier: Apache-2.0
#include "fields/covered_pixels.h"

#include <algorithm>
#include <cmath>

namespace undercast {
namespace {

using Corner = Polygon::Corner;

// Adds up, for each pixel of a window, the area to the right of edges. An edge that runs up counts
// positively, one that runs down negatively, so that what is left is the area between them.
class AreaRightOfEdges {
 public:
  explicit AreaRightOfEdges(const Window& window)
      : window_(window), changes_(static_cast<std::size_t>(window.rows) * (window.cols + 1)) {}

  void add(const Corner& from, const Corner& to) {
    if (from.row == to.row) return;
    const bool is_down = from.row < to.row;
    const Corner &top = is_down ? from : to, &bottom = is_down ? to : from;
    const double slope = (bottom.col - top.col) / (bottom.row - top.row);
    const double first = std::max(top.row - window_.row, 0.0);
    const double last = std::min(bottom.row - window_.row, static_cast<double>(window_.rows));
    const auto col_at = [&](double row) { return top.col - window_.col + (row + window_.row - top.row) * slope; };
    for (double row = first; row < last;) {
      const double next = std::min(std::floor(row) + 1, last);
      add_in_row(static_cast<int>(row), col_at(row), col_at(next), is_down ? row - next : next - row);
      row = next;
    }
  }

  std::vector<double> shares() const {
    std::vector<double> shares(static_cast<std::size_t>(window_.pixels()));
    for (int row = 0; row < window_.rows; ++row) {
      double share = 0;
      for (int col = 0; col < window_.cols; ++col) {
        share += changes_[place(row, col)];
        constexpr double kRounding = 1e-9;
        double& written = shares[static_cast<std::size_t>(row) * window_.cols + col];
        written = share < kRounding ? 0 : std::min(share, 1.0);
      }
    }
    return shares;
  }

 private:
  std::size_t place(int row, int col) const { return static_cast<std::size_t>(row) * (window_.cols + 1) + col; }

  // Adds a part of an edge within one row, of `height`, from column `a` to column `b`.
  void add_in_row(int row, double a, double b, double height) {
    const double low = std::min(a, b), high = std::max(a, b), width = high - low;
    const double cols = window_.cols;
    if (low >= cols) return;
    if (high <= 0 || width == 0) {
      add_in_pixel(row, std::clamp(low, 0.0, cols), height);
      return;
    }
    if (low < 0) changes_[place(row, 0)] += height * (0 - low) / width;
    for (double col = std::max(low, 0.0); col < std::min(high, cols);) {
      const double next = std::min({std::floor(col) + 1, high, cols});
      add_in_pixel(row, (col + next) / 2, height * (next - col) / width);
      col = next;
    }
  }

  // Adds a part of an edge that lies within one pixel, with its middle at `col`.
  void add_in_pixel(int row, double col, double height) {
    const int pixel = std::min(static_cast<int>(col), window_.cols - 1);
    const double left = std::min(col - pixel, 1.0);
    changes_[place(row, pixel)] += height * (1 - left);
    changes_[place(row, pixel + 1)] += height * left;
  }

  Window window_;
  std::vector<double> changes_;  ///< of the share, from each pixel to the next [row, col]
};

}  // namespace

std::vector<double> covered_shares(const Polygon& polygon, const Window& window) {
  AreaRightOfEdges area(window);
  for (const auto& ring : polygon.rings)
    for (std::size_t i = 0; i < ring.size(); ++i) area.add(ring[i], ring[(i + 1) % ring.size()]);
  return area.shares();
}

}  // namespace undercast
