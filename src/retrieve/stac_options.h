// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "retrieve/archive_options.h"

namespace undercast {

/// What is fetched from STAC archives, and from where (docs/retrieve.md).
struct StacOptions : ArchiveOptions {
  std::string api, sas_api, sentinel1_collection;
  double max_cloud_percent = 100;
  int connections = 0;
  std::string failed_images = "stop";
  std::string raw;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);  ///< those of STAC alone
};

template <class Self, class Visit>
void StacOptions::each(Self& self, Visit&& visit) {
  visit("stac-api", self.api, OptionText{"address of the archive's STAC API, where it is not the usual one"});
  visit("sas-api", self.sas_api,
        OptionText{"address that issues tokens for the archive's files (.../token); empty: the archive's usual one, or "
                   "none with --stac-api"});
  visit("sentinel1-collection", self.sentinel1_collection,
        OptionText{"collection of radiometrically terrain-corrected Sentinel-1 backscatter in linear power; empty: the "
                   "archive's usual one"});
  visit("connections", self.connections,
        OptionText{"images that are fetched at once; 0: 20, with cdse the 4 that it allows", "", 0, 64});
  visit("max-cloud", self.max_cloud_percent,
        OptionText{"leave out Sentinel-2 images whose catalogue says more cloud", "%", 0, 100});
  visit("failed-images", self.failed_images,
        OptionText{"what to do when images cannot be fetched after all retries: stop before compositing, or leave them "
                   "out, name them and count them in the cube",
                   "",
                   {},
                   {},
                   {"stop", "leave-out"}});
  visit("raw", self.raw,
        OptionText{"folder that keeps the fetched parts of the images, with items.json for `undercast composite "
                   "--config`; empty: beside the cube until it is done"});
}

}  // namespace undercast
