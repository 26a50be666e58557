// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "core/random.h"

namespace undercast {

/// Hides observed NDVI of a window as clouds would: shapes of missing values of a `donor` scene,
/// blocks, whole composites, runs of composites, or single values. Each call draws one kind.
/// Returns the flags of the hidden values, [time, row, col].
std::vector<std::uint8_t> hide_artificially(Variable& ndvi, const Variable& donor, Random& random);

}  // namespace undercast
