// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "core/random.h"

namespace undercast {

/// Hides observed NDVI of a window as clouds would: shapes transplanted from the scene's own missing values, blocks,
/// whole composites, runs of composites, single values. One kind is drawn for each call. `donor` is a scene whose
/// missing values lend their shapes. Returns the flags of what was hidden, [time, row, col].
std::vector<std::uint8_t> hide_artificially(Variable& ndvi, const Variable& donor, Random& random);

}  // namespace undercast
