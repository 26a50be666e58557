// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "fill/gap_filler.h"
#include "gaps/calibration.h"

namespace undercast {

/// Side of the sample of a scene that bounds are calibrated on.
inline constexpr int kCalibrationPx = 384;

using MakeFiller = std::function<std::unique_ptr<GapFiller>(const Cube& training_part)>;

/// Calibrates a method on a scene: hides observed values by hold-outs (blocks and whole dates,
/// short and long), makes the method from the rest, and compares. Returns nothing if the scene has
/// too few observations.
std::optional<Calibration> calibrate(const Cube& scene, const MakeFiller& make, const RunContext& run);

}  // namespace undercast
