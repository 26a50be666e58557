// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace undercast {

/// Finds the median of weighted values between -1 and 1: half of the weight lies on either side.
/// Up to kMostKept values are kept and the median is one of them, or the mean of two. More are
/// counted in steps of kStep, which bounds the memory, and the median is then right to one step.
class WeightedMedian {
 public:
  static constexpr std::size_t kMostKept = 1 << 16;
  static constexpr double kStep = 1e-4;

  void add(float value, double weight);
  /// NaN without values.
  float median();

 private:
  void count(float value, double weight);

  std::vector<std::pair<float, float>> kept_;  ///< values with their weights
  std::vector<double> counted_;                ///< weight of each step, from -1
};

}  // namespace undercast
