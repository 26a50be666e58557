// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/calibration.h"
#include "core/cube.h"
#include "io/model_file.h"

namespace undercast {

/// What identifies a training cube: its grid and dates.
std::string scene_identity(const CubeLayout& layout);
/// The cubes that a model was trained on, and those that the model was that it began with.
std::vector<std::string> scenes_of(const ModelFile& model);
/// Whether a model was trained on this cube.
bool was_trained_on(const ModelFile& model, const CubeLayout& layout);

/// The calibration of its bounds, if the model holds one. Throws Error(bad_input) when it is not a list of factors.
std::optional<Calibration> calibration_of(const ModelFile& model);

}  // namespace undercast
