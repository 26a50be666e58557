// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

#include "core/spectral_index.h"

namespace undercast {

/// Finds the median of weighted values of a range: half of the weight lies on either side. Up to
/// kMostKept values are kept and the median is one of them, or the mean of two. More are counted in
/// kSteps steps of the range, which bounds the memory, and the median is then right to one step.
class WeightedMedian {
 public:
  static constexpr std::size_t kMostKept = 1 << 16;
  static constexpr int kSteps = 20000;  ///< a step of NDVI is .0001

  explicit WeightedMedian(ValueRange range = {}) : range_(range) {}

  void add(float value, double weight);
  /// NaN without values.
  float median();

 private:
  void count(float value, double weight);
  double step() const { return (static_cast<double>(range_.most) - static_cast<double>(range_.least)) / kSteps; }

  ValueRange range_;
  std::vector<std::pair<float, float>> kept_;  ///< values with their weights
  std::vector<double> counted_;                ///< weight of each step, from the least value
};

}  // namespace undercast
