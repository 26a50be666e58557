// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "retrieve/stac_archive.h"
#include "retrieve/stac_options.h"
#include "retrieve/stac_search.h"
#include "retrieve/stac_selection.h"

namespace undercast {

/// The cube that images are fetched for, as far as the choice of images depends on it.
struct StacScene {
  Grid grid;
  Date first, last;  ///< days, both included
  bool vv = false;
  std::vector<int> scl_keep;
  double cloud_dilation_m = 0;
};

/// What would be fetched.
struct StacPlan {
  StacArchive optical_archive;
  std::optional<StacArchive> radar_archive;  ///< nothing: NDVI only
  StacSelection optical, radar;
  int files = 0;
  long long requests = 0;  ///< about
  double megabytes = 0;    ///< of fetched parts, at most
};

/// Searches the archives. Throws as search_stac and find_archive do, Error(usage) when a collection must be named, and
/// Error(bad_input) when nothing is found.
StacPlan plan_stac(const std::string& source, const StacOptions& options, const StacScene& scene, const StacHttp& http);

/// Bands of the items that a cube needs.
std::vector<StacBand> optical_bands();
std::vector<StacBand> radar_bands(bool vv);
/// B04, B08, SCL, VH, VV.
std::string name_of(StacBand band);

/// How far around the grid a band is read: clouds outside spoil pixels inside.
double margin_m(StacBand band, const StacScene& scene);

/// One line: images, and what it takes to fetch them.
std::string summary_of(const StacPlan& plan);
/// One line for each image: date, item, cloud cover, offset; then sums.
std::string describe(const StacPlan& plan, const StacScene& scene);

}  // namespace undercast
