// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"
#include "retrieve/stac_item.h"

namespace undercast {

/// Which of the found items are wanted.
struct StacFilter {
  Date first, last;  ///< days of sensing, both included
  double max_cloud_percent = 100;
  std::string orbit = "both";  ///< ascending, descending or both
};

/// Items in order of time, and how many were left out for what.
struct StacSelection {
  std::vector<StacItem> items;
  int found = 0, cloudy = 0, reprocessed = 0, incomplete = 0, other_orbit = 0;
};

/// Sentinel-2 items that have all of red, near infrared and SCL. Of an image (one tile of one datatake) that was
/// processed more than once only the newest baseline is kept, of that the newest generation; parts of a tile that was
/// cut by a change of receiving station, which differ in their datastrip, are all kept. Items that do not tell their
/// cloud cover are kept.
StacSelection select_optical(std::vector<StacItem> found, const StacFilter& filter);

/// Sentinel-1 items that have VH, and VV when `vv`; of the wanted orbits.
StacSelection select_radar(std::vector<StacItem> found, const StacFilter& filter, bool vv);

}  // namespace undercast
