// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "composite/composite.h"
#include "jobs/retrieve.h"

namespace undercast {

/// Searches the archive; a dry run answers what would be fetched, else the images are fetched and
/// composited. Throws as plan_stac, fetch_images and composite do.
RetrieveSummary retrieve_from_stac(RetrieveJob job, CompositeOutput output, const RunContext& run);

}  // namespace undercast
