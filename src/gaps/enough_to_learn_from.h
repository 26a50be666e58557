// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// NDVI values that a pixel must have if methods are to learn from it.
inline constexpr int kLeastValues = 3;

/// True if more than 10 % of the pixels with at least kLeastValues observations still have as many
/// after hiding. Short series can lose nearly everything.
bool is_enough_to_learn_from(const Variable& visible, const Variable& scene);

}  // namespace undercast
