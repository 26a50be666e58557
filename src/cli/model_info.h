// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/model_file.h"

namespace undercast::cli {

/// Prints what a model file holds: kind, channels, options, training cubes and held-out scores. Throws as
/// read_model_file.
void print_model_info(const std::string& path, bool as_json);

/// One line for the terminal: scores and path.
std::string describe_training(const ModelFile& model, const std::string& path);

}  // namespace undercast::cli
