// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/option.h"
#include "core/progress.h"
#include "retrieve/stac_fetch.h"
#include "retrieve/stac_plan.h"

namespace undercast {

/// Parts of images on this disk, ready to be composited.
struct StacImages {
  AssetList sentinel2, sentinel1;  ///< as the options sentinel2-items and sentinel1-items of `composite` have them
  std::vector<std::string> sentinel2_ids, sentinel1_ids;
  std::vector<std::string> clouded_ids;   ///< no pixel of a class that is kept: B04 and B08 were not fetched
  std::vector<std::string> offset_ids;    ///< whose flag for the offset the data contradict
  std::vector<std::string> failed;        ///< "ITEM B04 at URL: reason"
  int files_fetched = 0, files_kept = 0;  ///< kept: of an earlier run
};

/// Where the parts go, and how they are fetched.
struct StacFetching {
  std::string folder;   ///< <folder>/<collection>/<item>/<band>.tif
  int connections = 0;  ///< 0: as the archive has it
  bool leave_out_failed = false;
  Patience patience = {};
};

/// Fetches what the plan names, several images at once. Files that an earlier run fetched are not asked for again.
/// Throws Error(remote) naming the files that cannot be fetched, unless they are to be left out; early when nothing at
/// all works; Error(usage) when an archive needs keys that are not there. What has been fetched stays in the folder.
StacImages fetch_images(const StacPlan& plan, const StacScene& scene, const StacFetching& fetching,
                        const StacHttp& http, Progress& progress);

}  // namespace undercast
