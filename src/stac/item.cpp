// SPDX-License-Identifier: Apache-2.0
#include "stac/item.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <regex>

#include "core/error.h"
#include "io/crs.h"
#include "io/gdal.h"
#include "net/url.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

// Null where a key is absent, as catalogues also write null for unknown values.
const Json& member(const Json& object, const char* key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string text_of(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<double> number_of(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

// "EPSG:32631" from proj:code or proj:epsg, or else proj:wkt2; empty when there is none.
std::string crs_of(const Json& object) {
  if (const std::string code = text_of(object, "proj:code"); !code.empty()) return code;
  if (const Json& epsg = member(object, "proj:epsg"); epsg.is_number_integer())
    return fmt::format("EPSG:{}", epsg.get<int>());
  return text_of(object, "proj:wkt2");
}

// An item may state for all of its assets what they do not state themselves.
const Json& own_or_shared(const Json& asset, const Json& properties, const char* key) {
  const Json& own = member(asset, key);
  return own.is_null() ? member(properties, key) : own;
}

bool is_numbers(const Json& array, std::size_t least) {
  if (!array.is_array() || array.size() < least) return false;
  for (const Json& value : array)
    if (!value.is_number()) return false;
  return true;
}

// Caches the WKT of CRS definitions: an item has one or two of them for dozens of assets.
class WktOf {
 public:
  const std::string& operator()(const std::string& definition) {
    std::string& wkt = known_[definition];
    if (wkt.empty()) wkt = crs_to_wkt(definition);
    return wkt;
  }

 private:
  std::map<std::string, std::string> known_;
};

std::optional<Grid> grid_of_asset(const Json& asset, const Json& properties, WktOf& wkt_of) {
  const std::string own_crs = crs_of(asset);
  const std::string crs = own_crs.empty() ? crs_of(properties) : own_crs;
  const Json& transform = own_or_shared(asset, properties, "proj:transform");
  const Json& shape = own_or_shared(asset, properties, "proj:shape");
  if (crs.empty() || !is_numbers(transform, 6) || !is_numbers(shape, 2)) return {};
  // The numbers stand row by row: x = t0 col + t1 row + t2. The last three of nine are 0 0 1.
  const auto t = [&](std::size_t i) { return transform[i].get<double>(); };
  return Grid{wkt_of(crs), {t(2), t(0), t(1), t(5), t(3), t(4)}, shape[0].get<int>(), shape[1].get<int>()};
}

StacAsset parse_asset(const Json& asset, const Json& properties, const std::string& base, WktOf& wkt_of) {
  StacAsset parsed;
  parsed.href = resolve_url(base, text_of(asset, "href"));
  parsed.grid = grid_of_asset(asset, properties, wkt_of);
  // STAC 1.0 has raster:bands[0].scale; 1.1 has bands[0]["raster:scale"], or the same key at the
  // asset.
  for (const char* list : {"raster:bands", "bands"}) {
    const Json& bands = member(asset, list);
    if (!bands.is_array() || bands.empty()) continue;
    for (const char* key : {"scale", "raster:scale"})
      if (!parsed.scale) parsed.scale = number_of(bands[0], key);
    for (const char* key : {"offset", "raster:offset"})
      if (!parsed.offset) parsed.offset = number_of(bands[0], key);
  }
  if (!parsed.scale) parsed.scale = number_of(asset, "raster:scale");
  if (!parsed.offset) parsed.offset = number_of(asset, "raster:offset");
  return parsed;
}

std::string first_match(const std::string& text, const char* pattern) {
  std::smatch found;
  return std::regex_search(text, found, std::regex(pattern)) ? found[1].str() : std::string();
}

// "05.10" -> 510.
int parse_baseline(const std::string& text) {
  int major = 0, minor = 0;
  return std::sscanf(text.c_str(), "%d.%d", &major, &minor) == 2 ? 100 * major + minor : 0;
}

void read_sentinel2(const Json& properties, StacItem& item) {
  const std::string product =
      text_of(properties, "s2:product_uri").empty() ? item.id : text_of(properties, "s2:product_uri");
  item.tile = text_of(properties, "s2:mgrs_tile");
  if (item.tile.empty()) item.tile = first_match(text_of(properties, "grid:code"), "^MGRS-(\\w+)$");
  if (item.tile.empty()) item.tile = first_match(product, "_T(\\d\\d[A-Z]{3})_");
  for (const char* key : {"s2:processing_baseline", "processing:version"})
    if (item.baseline == 0) item.baseline = parse_baseline(text_of(properties, key));
  if (item.baseline == 0)
    if (const std::string digits = first_match(product, "_N(\\d{4})_"); !digits.empty())
      item.baseline = std::stoi(digits);
  item.datatake = first_match(text_of(properties, "s2:datatake_id"), "^(\\w+)_N\\d\\d\\.\\d\\d$");
  item.datastrip = first_match(text_of(properties, "s2:datastrip_id"), "_S(\\d{8}T\\d{6})");
  for (const char* key : {"s2:generation_time", "processing:datetime"})
    if (item.generated.empty()) item.generated = text_of(properties, key);
  if (const Json& flag = member(properties, "earthsearch:boa_offset_applied"); flag.is_boolean())
    item.boa_offset_applied = flag.get<bool>();
}

}  // namespace

std::chrono::sys_seconds parse_instant(const std::string& text) {
  int hour = 0, minute = 0, second = 0;
  const bool has_time = text.size() >= 19 && (text[10] == 'T' || text[10] == ' ') &&
                        std::sscanf(text.c_str() + 11, "%2d:%2d:%2d", &hour, &minute, &second) == 3;
  if (!has_time || !is_date(text.substr(0, 10)))
    throw Error(ErrorKind::bad_input, fmt::format("'{}' is not a time, expected YYYY-MM-DDThh:mm:ssZ", text));
  return parse_date(text.substr(0, 10)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

StacItem parse_stac_item(const Json& json, const std::string& url) {
  StacItem item;
  item.id = text_of(json, "id");
  item.collection = text_of(json, "collection");
  const Json& properties = member(json, "properties");
  std::string time = text_of(properties, "datetime");
  if (time.empty()) time = text_of(properties, "start_datetime");
  if (item.id.empty() || time.empty() || !member(json, "assets").is_object())
    throw Error(ErrorKind::remote, fmt::format("{} gave an item without id, datetime or assets", without_secrets(url)),
                "check that it is the address of a STAC API");
  item.sensed = parse_instant(time);
  item.cloud_percent = number_of(properties, "eo:cloud_cover");
  item.orbit_state = text_of(properties, "sat:orbit_state");
  read_sentinel2(properties, item);
  std::string base = url;
  const Json& links = member(json, "links");
  if (links.is_array())
    for (const Json& link : links)
      if (text_of(link, "rel") == "self") base = text_of(link, "href");
  WktOf wkt_of;
  for (const auto& [name, asset] : json.at("assets").items())
    item.assets[name] = parse_asset(asset, properties, base, wkt_of);
  return item;
}

}  // namespace undercast
