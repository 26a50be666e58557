// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <span>

namespace undercast {

/// The median of at least one value; the mean of the two middle ones where their number is even.
/// Reorders the values, none of which may be NaN.
inline float median(std::span<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5F * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace undercast
