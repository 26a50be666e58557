// SPDX-License-Identifier: Apache-2.0
#include "fields/mean_bounds.h"

#include <algorithm>
#include <cmath>

namespace undercast {

double mean_bounds_factor(double filled_pixels) {
  // The correlation between the errors of two pixels of a field; bench/field_bounds.py measures it.
  constexpr double kCorrelation = 0.6;
  return std::sqrt(kCorrelation + (1 - kCorrelation) / std::max(1.0, filled_pixels));
}

}  // namespace undercast
