// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "networks/model_file.h"

namespace undercast::cli {

/// Prints what a model file, or the built-in model, holds: kind, channels, options, training cubes and held-out scores.
/// Throws as read_model_file does.
void print_model_info(const std::string& path, bool as_json);

}  // namespace undercast::cli
