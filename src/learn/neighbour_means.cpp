// SPDX-License-Identifier: Apache-2.0
#include "learn/neighbour_means.h"

#include <algorithm>

#include "core/parallel.h"
#include "gaps/points.h"

namespace undercast {
namespace {

// Sums and counts over the square around each pixel of an image, by running sums along columns,
// then along rows.
class SquareSums {
 public:
  SquareSums(int rows, int cols, int side_px)
      : rows_(rows),
        cols_(cols),
        reach_(is_list_of_points(rows) ? 0 : side_px / 2),
        column_sum_(static_cast<std::size_t>(cols)),
        column_count_(static_cast<std::size_t>(cols)) {}

  /// Calls use(pixel, sum, count, area) for each pixel of the image.
  template <class Use>
  void run(const float* image, Use use) {
    std::fill(column_sum_.begin(), column_sum_.end(), 0.0);
    std::fill(column_count_.begin(), column_count_.end(), 0);
    for (int row = 0; row < std::min(reach_, rows_); ++row) add_row(image, row, 1);
    for (int row = 0; row < rows_; ++row) {
      if (row + reach_ < rows_) add_row(image, row + reach_, 1);
      if (row - reach_ - 1 >= 0) add_row(image, row - reach_ - 1, -1);
      const int height = std::min(row + reach_, rows_ - 1) - std::max(row - reach_, 0) + 1;
      double sum = 0;
      int count = 0;
      for (int col = 0; col < std::min(reach_, cols_); ++col) add_column(col, 1, sum, count);
      for (int col = 0; col < cols_; ++col) {
        if (col + reach_ < cols_) add_column(col + reach_, 1, sum, count);
        if (col - reach_ - 1 >= 0) add_column(col - reach_ - 1, -1, sum, count);
        const int width = std::min(col + reach_, cols_ - 1) - std::max(col - reach_, 0) + 1;
        use(static_cast<std::size_t>(row) * cols_ + col, sum, count, width * height);
      }
    }
  }

 private:
  void add_row(const float* image, int row, int sign) {
    const float* values = image + static_cast<std::ptrdiff_t>(row) * cols_;
    for (int col = 0; col < cols_; ++col) {
      if (is_missing(values[col])) continue;
      column_sum_[col] += sign * static_cast<double>(values[col]);
      column_count_[col] += sign;
    }
  }
  void add_column(int col, int sign, double& sum, int& count) const {
    sum += sign * column_sum_[col];
    count += sign * column_count_[col];
  }

  int rows_, cols_, reach_;
  std::vector<double> column_sum_;
  std::vector<int> column_count_;
};

// Calls use(value, sum, count, area) for each value of the result.
template <class Use>
Variable over_squares(const Variable& variable, int side_px, int threads, Use use) {
  Variable result(variable.time, variable.rows, variable.cols);
  parallel_for(variable.steps(), threads, [&](int step, int) {
    SquareSums(variable.rows, variable.cols, side_px)
        .run(variable.image(step), [&, to = result.image(step)](std::size_t pixel, double sum, int count, int area) {
          use(to[pixel], sum, count, area);
        });
  });
  return result;
}

}  // namespace

Variable neighbour_means(const Variable& variable, int side_px, int threads) {
  return over_squares(variable, side_px, threads, [](float& mean, double sum, int count, int) {
    if (count > 0) mean = static_cast<float>(sum / count);
  });
}

Variable observed_neighbour_shares(const Variable& variable, int side_px, int threads) {
  return over_squares(variable, side_px, threads, [](float& share, double, int count, int area) {
    share = static_cast<float>(count) / static_cast<float>(area);
  });
}

}  // namespace undercast
