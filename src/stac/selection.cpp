// SPDX-License-Identifier: Apache-2.0
#include "stac/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/error.h"
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

// OPERA's ids begin with burst and time of sensing, then the time of processing:
// OPERA_L2_RTC-S1_T037-078321-IW1_20180512T055020Z_20220101T000000Z_S1A_30_v1.0
int keep_newest_burst(std::vector<StacItem>& items) {
  const std::size_t before = items.size();
  constexpr std::size_t kBurstAndTime = 48;
  std::map<std::string, std::string> newest;
  const auto key_of = [](const StacItem& item) { return is_opera(item) ? item.id.substr(0, kBurstAndTime) : item.id; };
  for (const StacItem& item : items) newest[key_of(item)] = std::max(newest[key_of(item)], item.id);
  std::erase_if(items, [&](const StacItem& item) { return item.id < newest[key_of(item)]; });
  return static_cast<int>(before - items.size());
}

void require_directions(const std::vector<StacItem>& items, const StacFilter& filter) {
  const auto silent =
      std::find_if(items.begin(), items.end(), [](const StacItem& item) { return item.orbit_state.empty(); });
  if (filter.orbit != "both" && silent != items.end())
    throw Error(ErrorKind::bad_input,
                fmt::format("--orbit {}: {} of {} does not say its orbit direction", filter.orbit, silent->id,
                            silent->collection),
                "leave out --orbit; --radar-orbits best chooses one relative orbit, which has one direction");
}

bool lacks_any(const StacItem& item, const std::vector<std::string>& bands) {
  return std::any_of(bands.begin(), bands.end(),
                     [&](const std::string& band) { return find_asset(item, band) == nullptr; });
}

void drop_outside(std::vector<StacItem>& items, const StacFilter& filter) {
  std::erase_if(items, [&](const StacItem& item) { return item.date() < filter.first || item.date() > filter.last; });
}

}  // namespace

StacSelection select_optical(std::vector<StacItem> found, const StacFilter& filter,
                             const std::vector<std::string>& bands) {
  StacSelection selection;
  drop_outside(found, filter);
  selection.found = static_cast<int>(found.size());
  selection.incomplete =
      static_cast<int>(std::erase_if(found, [&](const StacItem& item) { return lacks_any(item, bands); }));
  selection.reprocessed = keep_newest_processing(found);
  for (const StacItem& item : found) selection.days.push_back(item.date());
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
  selection.incomplete = static_cast<int>(
      std::erase_if(found, [&](const StacItem& item) { return lacks_any(item, radar_bands(item, vv)); }));
  selection.reprocessed = keep_newest_burst(found);
  require_directions(found, filter);
  selection.other_orbit = static_cast<int>(std::erase_if(
      found, [&](const StacItem& item) { return filter.orbit != "both" && item.orbit_state != filter.orbit; }));
  sort_by_time(found);
  selection.items = std::move(found);
  return selection;
}

}  // namespace undercast
