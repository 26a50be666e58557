// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "composite/acquisition.h"
#include "composite/composite_options.h"
#include "composite/output_area.h"

namespace undercast::cli {

struct RetrievalArea {
  OutputArea area;
  DateRange dates;
};

/// Where and when a retrieval is to be; sets --crs and --resolution where they are open. Throws as output_area and
/// composite_range do.
RetrievalArea retrieval_area(CompositeOptions& options);

}  // namespace undercast::cli
