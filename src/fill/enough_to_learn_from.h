// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/cube.h"

namespace undercast {

/// NDVI values that a pixel shows if methods are to learn from it.
inline constexpr int kLeastValues = 3;

/// Whether of the pixels that show that many in a scene more than a tenth still do in what a hold-out leaves visible:
/// of a few dates, runs may leave next to nothing.
bool is_enough_to_learn_from(const Variable& visible, const Variable& scene);

}  // namespace undercast
