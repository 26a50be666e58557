// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

namespace undercast {

/// Rises from 0 to 1 and passes 1/2 at 0.
inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace undercast
