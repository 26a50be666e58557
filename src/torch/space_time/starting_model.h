// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "networks/model_file.h"
#include "torch/space_time/space_time.h"

namespace undercast {

/// Throws Error(bad_input) when the file does not hold a space-time network of these sizes.
void check_starting_model(const ModelFile& trained, const SpaceTimeOptions& sizes);

/// Gives a network with these features the weights of a trained one. Features are matched by name:
/// features that the trained network does not know keep fresh weights, and features that are not
/// there count as missing. Throws as check_starting_model() does.
void start_from(const ModelFile& trained, SpaceTime& network, const std::vector<std::string>& features);

}  // namespace undercast
