// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "jobs/update.h"

namespace undercast {

/// Which dates of a cube an update leaves alone, and which it fills.
struct UpdatePlan {
  int settled = 0;   ///< dates whose values keep their bits
  int previous = 0;  ///< dates that were filled before; `settled` are among them
  int dates = 0;     ///< of the cube

  int recent() const { return dates - settled; }  ///< dates that are filled
};

/// Compares the dates of the filled cube with the cube's. Throws Error(bad_input) when they do not
/// begin with the same ones, or when there is nothing to fill.
UpdatePlan plan_update(const UpdateJob& job, const TimeAxis& filled, const TimeAxis& cube);

/// The fill that an update repeats.
struct RepeatedFill {
  FillJob fill;
  Provenance filled_before{};  ///< of what the earlier fill filled
};

/// Takes the model or method of the job, or else what `filled` says; screening and the longest gap
/// are always those that it says. Throws Error(bad_input) when it is no filled cube, or when it
/// does not say them.
RepeatedFill repeated_fill(const UpdateJob& job, const CubeFile& filled);
/// The options of the run for its outputs, so that a later update can repeat it.
nlohmann::json manifest_of(const UpdateJob& job, const FillJob& repeated, const RunContext& run);

}  // namespace undercast
