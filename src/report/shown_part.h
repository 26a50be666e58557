// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/grid.h"

namespace undercast {

struct ImageSize {
  int rows, cols;
};

/// Returns the size of a grid's image with at most `most_px` a side; it is never larger than the
/// grid.
ImageSize shrunk_to_fit(const Grid& grid, int most_px);

/// Chooses dates that show clouds as well as ground: in each of five parts of the series the step
/// whose share of missing (or of observed) values is nearest to a half. A shorter series gives all
/// its steps.
std::vector<int> half_observed_steps(const std::vector<double>& shares);

}  // namespace undercast
