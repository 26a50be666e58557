// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "jobs/fill.h"

namespace undercast {

/// Fills the gaps of a table of points, as fill() does of a cube. Throws Error(usage) for outputs
/// that a table has none of.
FillSummary fill_table(const FillJob& job, const RunContext& run);

}  // namespace undercast
