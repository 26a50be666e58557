// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "fill/calibrated_filler.h"
#include "jobs/fill.h"

namespace undercast {

/// Makes the filler that a job asks for (its method, its model, or a network trained on the cube),
/// fitted to the cube. With `has_bounds` a method is calibrated, where there are enough
/// observations; a model brings its calibration.
CalibratedFiller job_filler(const FillJob& job, CubeSource& cube, bool has_bounds, const RunContext& run);

}  // namespace undercast
