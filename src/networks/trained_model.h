// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "gaps/calibration.h"
#include "gaps/expected_error.h"
#include "networks/model_file.h"

namespace undercast {

/// Returns the identity of a training cube: its grid and dates.
std::string scene_identity(const CubeLayout& layout);
/// Returns the identities of the cubes that a model was trained on, with the cubes of its starting
/// model.
std::vector<std::string> scenes_of(const ModelFile& model);
/// Returns whether a model was trained on this cube.
bool was_trained_on(const ModelFile& model, const CubeLayout& layout);

/// Returns the calibration of the model's bounds, if the file holds one. Throws Error(bad_input)
/// when it is not a list of factors.
std::optional<Calibration> calibration_of(const ModelFile& model);

/// Returns the model's errors on hidden values, if the file holds them. Throws Error(bad_input) when
/// they are not squares and counts.
std::optional<ErrorsByGap> errors_by_gap_of(const ModelFile& model);

/// Describes the held-out scores of a model in one line; `name` names the model.
std::string describe_training(const ModelFile& model, const std::string& name);

}  // namespace undercast
