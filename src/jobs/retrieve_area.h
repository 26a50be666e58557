// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "composite/acquisition.h"
#include "composite/composite_options.h"
#include "composite/output_area.h"

namespace undercast {

struct RetrievalArea {
  OutputArea area;
  DateRange optical_dates, radar_dates;
};

/// Returns where and when to retrieve; sets --crs and --resolution when they are not given. Throws
/// as output_area and composite_range do.
RetrievalArea retrieval_area(CompositeOptions& options);

}  // namespace undercast
