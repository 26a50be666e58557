// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "net/patience.h"

namespace undercast {

/// The options that every source of images has, Earth Engine too.
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
        {.text = "collection of Sentinel-2 L2A images; empty: the usual collection of the archive"});
  visit("radar-source", self.radar_source,
        {.text = "archive of the Sentinel-1 images: planetary-computer, the URL of a STAC API, or none for a cube "
                 "without radar; Earth Engine uses its own images"});
  visit("orbit", self.orbit,
        {.text = "Sentinel-1 orbits to use, by their direction", .choices = {"both", "ascending", "descending"}});
  visit("retry-pause", self.retry_pause_s,
        {.text = "upper limit of the pause after the first failure; it doubles with each of 8 attempts, up to 60 times "
                 "this value",
         .unit = "s",
         .min = 0.001,
         .max = 60});
}

}  // namespace undercast
