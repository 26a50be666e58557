// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "composite/composite.h"
#include "jobs/retrieve.h"

namespace undercast {

/// Retrieves the composites that Earth Engine makes, or answers the question of the job.
RetrieveSummary retrieve_from_earth_engine(RetrieveJob job, CompositeOutput output, const RunContext& run);

}  // namespace undercast
