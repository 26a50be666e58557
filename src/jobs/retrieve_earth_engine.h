// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "composite/composite.h"
#include "earth_engine/index_nodes.h"
#include "jobs/retrieve.h"

namespace undercast {

/// The indices of --index. Throws Error(usage) as index_formulas() does, and for a formula that Earth
/// Engine cannot compute.
std::vector<EeIndex> earth_engine_indices(const std::vector<std::string>& texts);

/// Retrieves the composites that Earth Engine makes, or answers the question of the job.
RetrieveSummary retrieve_from_earth_engine(RetrieveJob job, CompositeOutput output, const RunContext& run);

}  // namespace undercast
