// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "core/calibration.h"
#include "fill/gap_filler.h"
#include "io/model_file.h"
#include "model/network_options.h"

namespace undercast {

/// What identifies a training cube: its grid and dates.
std::string scene_identity(const CubeLayout& layout);
/// Whether a model was trained on this cube.
bool was_trained_on(const ModelFile& model, const CubeLayout& layout);

/// The calibration of its bounds, if the model holds one. Throws Error(bad_input) when it is not a list of factors.
std::optional<Calibration> calibration_of(const ModelFile& model);

/// A trained network as a gap filler, to be fitted to a cube before it fills one. Throws Error(bad_input) when the
/// file's content does not fit its own header, Error(usage) for a device or precision that cannot be had.
std::unique_ptr<GapFiller> make_network_filler(const ModelFile& model, const DeviceOptions& options, int threads);

}  // namespace undercast
