// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/option.h"
#include "core/progress.h"
#include "stac/fetch.h"
#include "stac/plan.h"

namespace undercast {

/// Parts of images on the disk, ready for `composite`.
struct StacImages {
  AssetList sentinel2, sentinel1;  ///< in the form of its options sentinel2-items and sentinel1-items
  std::vector<std::string> sentinel2_ids, sentinel1_ids;
  AssetList clouded;  ///< without a pixel of a kept class: their bands were not fetched
  std::vector<std::string> clouded_ids;
  std::vector<std::string> offset_ids;    ///< images whose offset flag the data contradict
  int freed_masks = 0;                    ///< masks that declare a clear value as nodata
  std::vector<std::string> failed;        ///< "ITEM B04 at URL: reason"
  int files_fetched = 0, files_kept = 0;  ///< kept from an earlier run
};

/// An image as sentinel2-items and sentinel1-items name it without its files.
std::map<std::string, std::string> optical_by_name(const StacItem& item, const StacScene& scene);
std::map<std::string, std::string> radar_by_name(const StacItem& item);

/// Where the parts are stored, and how they are fetched.
struct StacFetching {
  std::string folder;   ///< <folder>/<collection>/<item>/<band>.tif
  int connections = 0;  ///< 0: the usual number of the archive
  bool leave_out_failed = false;
  bool may_all_be_cloud = false;  ///< as when a cube is continued
  Patience patience = {};
};

/// Fetches the images of a plan, several at once, except for files that an earlier run fetched.
/// Throws Error(remote) with the files that cannot be fetched, unless they shall be left out, and
/// at once when five in a row fail, apart from files that are gone; Error(usage) when an archive
/// needs keys that are not set. Fetched files stay in the folder.
StacImages fetch_images(const StacPlan& plan, const StacScene& scene, const StacFetching& fetching,
                        const StacHttp& http, Progress& progress);

}  // namespace undercast
