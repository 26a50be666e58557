// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/calibration.h"
#include "core/cube.h"
#include "io/model_file.h"

namespace undercast {

/// What identifies a training cube: its grid and dates.
std::string scene_identity(const CubeLayout& layout);
/// Whether a model was trained on this cube.
bool was_trained_on(const ModelFile& model, const CubeLayout& layout);

/// The calibration of its bounds, if the model holds one. Throws Error(bad_input) when it is not a list of factors.
std::optional<Calibration> calibration_of(const ModelFile& model);

}  // namespace undercast
