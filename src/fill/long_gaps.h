// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "fill/fill_cube.h"

namespace undercast {

/// Days from each value to the pixel's nearest observation: 0 for an observation itself, infinite
/// if the pixel has none. [time, row, col]
std::vector<float> nearest_days(const FilledWindow& filled);

/// Makes filled values missing again that lie in a gap longer than `most_days`, or in an open-ended
/// one further than that from the observation on its other side.
void leave_missing(FilledWindow& filled, float most_days);

}  // namespace undercast
