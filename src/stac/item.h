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
#include "core/radar_track.h"

namespace undercast {

/// The moment in UTC of `2023-11-22T12:48:50Z` or `2023-11-22T14:48:50+02:00`; without a zone it is
/// in UTC. Fractions of a second are dropped. Throws Error(bad_input).
std::chrono::sys_seconds parse_instant(const std::string& text);

/// A file of an item.
struct StacAsset {
  std::string href;
  std::optional<Grid> grid;             ///< from the projection extension, when it is complete
  std::optional<double> scale, offset;  ///< from the raster extension, of the first band
};

/// One image in a catalogue (SpatioTemporal Asset Catalog, item 1.0 and 1.1): what Sentinel-1 and
/// -2 need.
struct StacItem {
  std::string id, collection;
  std::chrono::sys_seconds sensed;
  std::string tile;       ///< "31UES", or empty
  std::string datatake;   ///< satellite, start and orbit, without the baseline; may be empty
  std::string datastrip;  ///< start of sensing; differs between the parts of a tile that was cut
  int baseline = 0;       ///< processing baseline, 510 for 05.10; 0 when unknown
  std::string generated;  ///< time of processing, ISO 8601; may be empty
  std::optional<double> cloud_percent;
  std::optional<bool> boa_offset_applied;  ///< the flag of Earth Search and Digital Earth Africa
  std::string orbit_state;                 ///< ascending, descending or empty
  RadarTrack track;                        ///< of Sentinel-1
  std::map<std::string, StacAsset> assets;

  Date date() const { return std::chrono::floor<Days>(sensed); }
};

/// The id of an item, with what tells its processing from others where the id does not.
std::string processing_name(const StacItem& item);

/// Reads an item: proj:epsg or proj:code, at the item or its assets, with transforms of 6 or 9
/// numbers. `url` is its source, for messages and relative links. Throws Error(remote) when it is
/// no item.
StacItem parse_stac_item(const nlohmann::json& item, const std::string& url);

}  // namespace undercast
