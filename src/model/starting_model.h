// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "io/model_file.h"
#include "model/space_time.h"

namespace undercast {

/// A space-time network trained on synthetic scenes (models/make), which is part of the program.
ModelFile built_in_starting_model();

/// Throws Error(bad_input) when the file holds no space-time network of these sizes.
void check_starting_model(const ModelFile& trained, const SpaceTimeOptions& sizes);

/// Gives a network with these features the weights of a trained one. Features are matched by name: those that the
/// trained network does not know keep fresh weights, and it is as if those that are not there were missing. Throws
/// as check_starting_model() does.
void start_from(const ModelFile& trained, SpaceTime& network, const std::vector<std::string>& features);

}  // namespace undercast
