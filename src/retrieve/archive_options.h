// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "net/patience.h"

namespace undercast {

/// What is asked of every archive, Earth Engine too.
struct ArchiveOptions {
  std::string sentinel2_collection;
  std::string radar_source = "planetary-computer";
  std::string orbit = "both";
  double retry_pause_s = 1;

  Patience patience() const { return {8, retry_pause_s, 60 * retry_pause_s}; }

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

template <class Self, class Visit>
void ArchiveOptions::each(Self& self, Visit&& visit) {
  visit("sentinel2-collection", self.sentinel2_collection,
        OptionText{"collection of Sentinel-2 L2A images; empty: the archive's usual one"});
  visit("radar-source", self.radar_source,
        OptionText{"archive of the Sentinel-1 images: planetary-computer, the URL of a STAC API, or none for a cube of "
                   "NDVI only; Earth Engine has its own"});
  visit("orbit", self.orbit,
        OptionText{"direction of the Sentinel-1 orbits", "", {}, {}, {"both", "ascending", "descending"}});
  visit("retry-pause", self.retry_pause_s,
        OptionText{"the longest pause after a first failed attempt; it doubles with each of eight, up to 60 times this",
                   "s", 0.001, 60});
}

}  // namespace undercast
