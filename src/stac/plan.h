// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "stac/archive.h"
#include "stac/options.h"
#include "stac/search.h"
#include "stac/selection.h"

namespace undercast {

/// The cube that images are fetched for: what the choice of images depends on.
struct StacScene {
  Grid grid;
  Date first, last;    ///< days, both included
  Date radar_first{};  ///< the first day that must have images, if it is later: radar begins there
  bool vv = false;
  std::vector<int> scl_keep;
  double cloud_dilation_m = 0;
  std::vector<std::string> bands{"B04", "B08"};  ///< of Sentinel-2, which the indices need
  std::string mask_asset = {};                   ///< of the items, in the place of SCL; empty: SCL
  std::string mask_missing = "refuse";           ///< as of `composite`
  std::function<bool(float)> is_clear = {};      ///< of a value of these masks
};

/// The images to fetch.
struct StacPlan {
  StacArchive optical_archive;
  std::optional<StacArchive> radar_archive;  ///< empty: no radar
  StacSelection optical, radar;
  int files = 0;
  long long requests = 0;  ///< estimated
  double megabytes = 0;    ///< upper limit of the fetched parts
};

/// Searches the archives. Throws as search_stac and find_archive do, Error(usage) when the user
/// must name a collection, and Error(bad_input) when nothing is found or masks are absent.
StacPlan plan_stac(const std::string& source, const StacOptions& options, const StacScene& scene, const StacHttp& http);

/// Leaves the items for which `keeps` says so, and estimates what these cost.
void keep_items(StacPlan& plan, const StacScene& scene, const std::function<bool(const StacItem&)>& keeps);

/// The file of an optical item that says which pixels are clear: the mask asset, or else SCL.
std::string clearness_band(const StacItem& item, const StacScene& scene);
/// The files of an optical item that a cube needs; clearness_band() comes first.
std::vector<std::string> optical_bands(const StacItem& item, const StacScene& scene);

/// How far around the grid a band is read: clouds outside of it can mask pixels inside.
double margin_m(const std::string& band, const StacScene& scene);

/// One line: the number of images, and the cost of fetching them.
std::string summary_of(const StacPlan& plan);
/// One line for each image: date, item, cloud cover, offset; then sums.
std::string describe(const StacPlan& plan, const StacScene& scene);

}  // namespace undercast
