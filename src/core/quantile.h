// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

namespace undercast {

/// The value at a share of the way through sorted values (0: the lowest, 1: the highest). Between
/// two values it is the lower one. `sorted` must not be empty.
inline double quantile(const std::vector<float>& sorted, double share) {
  return static_cast<double>(sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))]);
}

}  // namespace undercast
