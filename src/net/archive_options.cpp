// SPDX-License-Identifier: Apache-2.0
#include "net/archive_options.h"

namespace undercast {

void ArchiveOptions::each(const OptionVisitor& visit) {
  visit("sentinel2-collection", &sentinel2_collection,
        {.text = "collection of Sentinel-2 L2A images; empty: the usual collection of the archive"});
  visit("radar-source", &radar_source,
        {.text = "archive of the Sentinel-1 images: planetary-computer, opera, the URL of a STAC API (with "
                 "--sentinel1-collection), or none for a cube without radar; Earth Engine uses its own images"});
  visit("orbit", &orbit,
        {.text = "Sentinel-1 orbits to use, by their direction", .choices = {"both", "ascending", "descending"}});
  visit("retry-pause", &retry_pause_s,
        {.text = "upper limit of the pause after the first failure; it doubles with each of 8 attempts, up to 60 times "
                 "this value",
         .unit = "s",
         .min = 0.001,
         .max = 60});
  visit("timeout", &timeout_s,
        {.text = "upper limit of the time of one request; a file may take longer, as long as its bytes arrive",
         .unit = "s",
         .min = 1,
         .max = 86400});
}

}  // namespace undercast
