// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "core/calibration.h"
#include "core/progress.h"
#include "fill/gap_filler.h"

namespace undercast {

/// Side of the scene that bounds are calibrated on.
inline constexpr int kCalibrationPx = 384;

using MakeFiller = std::function<std::unique_ptr<GapFiller>(const Cube& training_part)>;

/// Calibrates a method on a scene: hides observed values as the hold-out protocols do (blocks and whole composites, for
/// short and for long), makes the method from the rest, and compares. Nothing when the scene has too few observations
/// for that.
std::optional<Calibration> calibrate(const Cube& scene, const MakeFiller& make, int threads, Progress& progress);

}  // namespace undercast
