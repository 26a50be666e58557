// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <chrono>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/date.h"
#include "core/grid.h"

namespace undercast {

/// A moment (UTC), as `2023-11-22T12:48:50Z`; fractions of a second are dropped. Throws Error(bad_input).
std::chrono::sys_seconds parse_instant(const std::string& text);

/// `href` as an absolute URL, where it may be relative to the document at `base`.
std::string resolve_href(const std::string& base, const std::string& href);

/// A file of an item.
struct StacAsset {
  std::string href;
  std::optional<Grid> grid;             ///< by the projection extension, when the item says all of it
  std::optional<double> scale, offset;  ///< by the raster extension, of the first band
};

/// One image in a catalogue (SpatioTemporal Asset Catalog, item 1.0 and 1.1), as far as Sentinel-1 and -2 need it.
struct StacItem {
  std::string id, collection;
  std::chrono::sys_seconds sensed;
  std::string tile;       ///< "31UES", or empty
  std::string datatake;   ///< satellite, start and orbit, without the baseline; empty when not said
  std::string datastrip;  ///< when the strip's sensing began: the parts of a tile that was cut differ in it
  int baseline = 0;       ///< of the processing, 510 for 05.10; 0 when not said
  std::string generated;  ///< when it was processed, ISO 8601; empty when not said
  std::optional<double> cloud_percent;
  std::optional<bool> boa_offset_applied;  ///< Earth Search's flag
  std::string orbit_state;                 ///< ascending, descending or empty
  std::map<std::string, StacAsset> assets;

  Date date() const { return std::chrono::floor<Days>(sensed); }
};

/// Reads an item; both proj:epsg and proj:code, at the item or its assets, transforms of 6 or 9 numbers. `url` is where
/// it came from, for messages and relative links. Throws Error(remote) when it is no item.
StacItem parse_stac_item(const nlohmann::json& item, const std::string& url);

}  // namespace undercast
