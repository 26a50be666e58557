// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <vector>

#include "gaps/holdout.h"

namespace undercast {

/// RMSE of filled values on those that a hold-out scores.
inline double hidden_rmse(const std::vector<float>& filled, const Cube& truth, const Holdout& holdout) {
  double squares = 0, count = 0;
  for (std::size_t i = 0; i < filled.size(); ++i) {
    if (holdout.scored[i] == 0) continue;
    squares += std::pow(static_cast<double>(filled[i] - truth.ndvi.values[i]), 2);
    ++count;
  }
  return std::sqrt(squares / count);
}

}  // namespace undercast
