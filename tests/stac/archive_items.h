// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "stac/item.h"

namespace undercast {

// Each function returns an item of our own making, in the form of an archive and as short as
// possible, and then the items of the archive itself where ../shared/stac has them. The first two
// describe the same image.
std::vector<StacItem> planetary_computer_optical_items();
std::vector<StacItem> planetary_computer_radar_items();
std::vector<StacItem> earth_search_items();
std::vector<StacItem> earth_search_collection_1_items();
std::vector<StacItem> stactools_items();
std::vector<StacItem> copernicus_items();
std::vector<StacItem> earth_search_v0_items();

}  // namespace undercast
