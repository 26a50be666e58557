// SPDX-License-Identifier: Apache-2.0
#include "stac/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/processing_baseline.h"
#include "stac/archive.h"

namespace undercast {
namespace {

void sort_by_time(std::vector<StacItem>& items) {
  std::sort(items.begin(), items.end(),
            [](const StacItem& a, const StacItem& b) { return std::tie(a.sensed, a.id) < std::tie(b.sensed, b.id); });
}

// Tile and datatake stay the same when an image is processed again; without a tile nothing can be
// compared.
Processing processing_of(const StacItem& item) {
  if (item.tile.empty()) return {item.id, item.baseline};
  const auto seconds = item.sensed.time_since_epoch().count();
  return {item.tile + "_" + (item.datatake.empty() ? std::to_string(seconds) : item.datatake), item.baseline};
}

bool is_newer(const StacItem& a, const StacItem& b) {
  // The numbering of the archive (..._1_L2A after ..._0_L2A) decides between equals.
  return std::tie(a.generated, a.id) > std::tie(b.generated, b.id);
}

int keep_newest_processing(std::vector<StacItem>& items) {
  const std::size_t before = items.size();
  keep_newest_baseline(items, processing_of);
  std::map<std::string, const StacItem*> best;
  for (const StacItem& item : items) {
    const StacItem*& known = best[processing_of(item).observation + "_" + item.datastrip];
    if (known == nullptr || is_newer(item, *known)) known = &item;
  }
  std::vector<StacItem> kept;
  for (const auto& [key, item] : best) kept.push_back(*item);
  items = std::move(kept);
  return static_cast<int>(before - items.size());
}

void drop_outside(std::vector<StacItem>& items, const StacFilter& filter) {
  std::erase_if(items, [&](const StacItem& item) { return item.date() < filter.first || item.date() > filter.last; });
}

}  // namespace

StacSelection select_optical(std::vector<StacItem> found, const StacFilter& filter) {
  StacSelection selection;
  drop_outside(found, filter);
  selection.found = static_cast<int>(found.size());
  selection.incomplete = static_cast<int>(std::erase_if(found, [](const StacItem& item) {
    return find_asset(item, StacBand::red) == nullptr || find_asset(item, StacBand::nir) == nullptr ||
           find_asset(item, StacBand::scl) == nullptr;
  }));
  selection.reprocessed = keep_newest_processing(found);
  selection.cloudy = static_cast<int>(std::erase_if(
      found, [&](const StacItem& item) { return item.cloud_percent.value_or(0) > filter.max_cloud_percent; }));
  sort_by_time(found);
  selection.items = std::move(found);
  return selection;
}

StacSelection select_radar(std::vector<StacItem> found, const StacFilter& filter, bool vv) {
  StacSelection selection;
  drop_outside(found, filter);
  selection.found = static_cast<int>(found.size());
  selection.incomplete = static_cast<int>(std::erase_if(found, [&](const StacItem& item) {
    return find_asset(item, StacBand::vh) == nullptr || (vv && find_asset(item, StacBand::vv) == nullptr);
  }));
  selection.other_orbit = static_cast<int>(std::erase_if(found, [&](const StacItem& item) {
    return filter.orbit != "both" && !item.orbit_state.empty() && item.orbit_state != filter.orbit;
  }));
  sort_by_time(found);
  selection.items = std::move(found);
  return selection;
}

}  // namespace undercast
