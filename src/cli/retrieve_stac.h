// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <set>
#include <string>

#include "composite/composite.h"
#include "retrieve/stac_options.h"

namespace undercast::cli {

/// The options of `composite` that `retrieve` has, too: all but those that name local files and say what they hold.
struct CubeOptions {
  CompositeOptions composite;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    static const std::set<std::string> local{"sentinel2",       "sentinel1",         "sentinel2-items",
                                             "sentinel1-items", "reflectance-scale", "reflectance-offset",
                                             "radar-units"};
    // Where there is no first image to go by, the area decides.
    static const std::map<std::string, std::string> own_text{
        {"area",
         "what to cover: xmin,ymin,xmax,ymax in --area-crs, or a file with a polygon (GeoJSON, GeoPackage), outside "
         "which pixels are missing; across the antimeridian, longitudes go on beyond 180"},
        {"crs", "coordinate reference system of the cube; empty: the UTM zone of the area's middle"},
        {"resolution", "pixel size of the cube, its pixels' edges at multiples of it; 0: 10 m"}};
    CompositeOptions::each(self.composite, [&](const char* name, auto& value, OptionText text) {
      if (local.contains(name)) return;
      if (const auto own = own_text.find(name); own != own_text.end()) text.text = own->second;
      visit(name, value, text);
    });
  }
};

/// A retrieval from STAC archives: what is wanted, and where it goes.
struct StacRetrieval {
  std::string source;
  CompositeOptions composite;
  StacOptions stac;
  CompositeOutput output;
  bool dry_run = false;
};

/// Searches, says on stdout what it would fetch (dry run), or fetches and composites. Throws as plan_stac, fetch_images
/// and composite do.
void retrieve_stac(StacRetrieval retrieval, int threads, bool quiet, Progress& progress);

}  // namespace undercast::cli
