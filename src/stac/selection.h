// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"
#include "stac/item.h"

namespace undercast {

/// Which of the found items are used.
struct StacFilter {
  Date first, last;  ///< days of sensing, both included
  double max_cloud_percent = 100;
  std::string orbit = "both";  ///< ascending, descending or both
};

/// The chosen items in order of time, and how many were left out for which reason.
struct StacSelection {
  std::vector<StacItem> items;
  std::vector<Date> days;  ///< of optical items, whatever their clouds
  int found = 0, cloudy = 0, reprocessed = 0, incomplete = 0, other_orbit = 0;
};

/// Chooses Sentinel-2 items with these bands. When an image (one tile of one
/// datatake) was processed more than once, only the newest baseline is kept, and among its items
/// the latest generation. The parts of a tile that a change of receiving station cut differ in
/// their datastrip: all are kept. Items without cloud cover are kept.
StacSelection select_optical(std::vector<StacItem> found, const StacFilter& filter,
                             const std::vector<std::string>& bands);

/// Chooses Sentinel-1 items of the wanted orbits that have VH and, if `vv`, VV; OPERA's need their
/// mask, too, and the newest processing of a burst is kept. Throws Error(bad_input) when an orbit
/// direction is wanted that items do not say.
StacSelection select_radar(std::vector<StacItem> found, const StacFilter& filter, bool vv);

}  // namespace undercast
