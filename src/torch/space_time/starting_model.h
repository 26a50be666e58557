// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "networks/model_file.h"
#include "torch/space_time/stacked_model.h"

namespace undercast {

/// Returns the space-time network that is part of the program. It was trained on synthetic scenes
/// (models/make).
ModelFile built_in_starting_model();

/// Throws Error(bad_input) when the file does not hold a space-time network of these sizes.
void check_starting_model(const ModelFile& trained, const SpaceTimeOptions& sizes);

/// Gives a network with these features the weights of a trained one. Features are matched by name:
/// features that the trained network does not know keep fresh weights, and features that are not
/// there count as missing. Throws as check_starting_model() does.
void start_from(const ModelFile& trained, SpaceTime& network, const std::vector<std::string>& features);

/// The learners of a starting model for these features: a copy of `network`, which starts from it,
/// and its trees.
Learners starting_learners(const ModelFile& model, const SpaceTime& network, const std::vector<std::string>& features);

}  // namespace undercast
