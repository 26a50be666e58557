// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "core/random.h"

namespace undercast {

/// Draws a random set of training options for a kind of model, by name.
nlohmann::json draw_training_options(const std::string& kind, bool sizes, Random& random);

}  // namespace undercast
