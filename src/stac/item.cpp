// SPDX-License-Identifier: Apache-2.0
#include "stac/item.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <initializer_list>
#include <string_view>

#include "core/json.h"
#include "core/letters.h"
#include "io/crs.h"
#include "io/gdal.h"
#include "net/url.h"

namespace undercast {
namespace {

constexpr double kMostPixels = 1e6;  // along a side
constexpr const char* kHint = "check that it is the address of a STAC API";

// "EPSG:32631" from proj:code or proj:epsg, or else proj:wkt2; empty when there is none.
std::string crs_of(const JsonValue& object) {
  if (const std::string code = object.text("proj:code"); !code.empty()) return code;
  if (const auto epsg = object.find_as<int>("proj:epsg")) return fmt::format("EPSG:{}", *epsg);
  return object.text("proj:wkt2");
}

// An item may state for all of its assets what they do not state themselves.
template <class Value>
Value own_or_shared(const JsonValue& asset, const JsonValue& properties, const char* key) {
  return (asset.find(key) ? asset : properties).find_as<Value>(key).value_or(Value());
}

// Caches the WKT of CRS definitions: an item has one or two of them for dozens of assets.
class WktOf {
 public:
  const std::string& operator()(const std::string& definition) {
    std::string& wkt = known_[definition];
    if (!wkt.empty()) return wkt;
    try {
      return wkt = crs_to_wkt(definition);
    } catch (const Error& error) {
      throw Error(ErrorKind::remote, error.what(), kHint);
    }
  }

 private:
  std::map<std::string, std::string> known_;
};

std::optional<Grid> grid_of_asset(const JsonValue& asset, const JsonValue& properties, WktOf& wkt_of) {
  const std::string own_crs = crs_of(asset);
  const std::string crs = own_crs.empty() ? crs_of(properties) : own_crs;
  const auto t = own_or_shared<std::vector<double>>(asset, properties, "proj:transform");
  const auto shape = own_or_shared<std::vector<double>>(asset, properties, "proj:shape");
  if (crs.empty() || t.size() < 6 || t[0] * t[4] == t[1] * t[3] || shape.size() < 2) return {};
  const auto rows = static_cast<int>(std::clamp(shape[0], 0.0, kMostPixels)),
             cols = static_cast<int>(std::clamp(shape[1], 0.0, kMostPixels));
  if (rows == 0 || cols == 0) return {};
  // The numbers stand row by row: x = t0 col + t1 row + t2. The last three of nine are 0 0 1.
  return Grid{wkt_of(crs), {t[2], t[0], t[1], t[5], t[3], t[4]}, rows, cols};
}

StacAsset parse_asset(const JsonValue& asset, const JsonValue& properties, const std::string& base, WktOf& wkt_of) {
  StacAsset parsed;
  parsed.href = resolve_url(base, asset.text("href"));
  parsed.grid = grid_of_asset(asset, properties, wkt_of);
  // STAC 1.0 has raster:bands[0].scale; 1.1 has bands[0]["raster:scale"], or the same key at the
  // asset.
  for (const char* list : {"raster:bands", "bands"}) {
    const auto bands = asset.find(list);
    if (!bands || !bands->json().is_array() || bands->json().empty()) continue;
    const JsonValue first = bands->items().front();
    for (const char* key : {"scale", "raster:scale"})
      if (!parsed.scale) parsed.scale = first.find_as<double>(key);
    for (const char* key : {"offset", "raster:offset"})
      if (!parsed.offset) parsed.offset = first.find_as<double>(key);
  }
  if (!parsed.scale) parsed.scale = asset.find_as<double>("raster:scale");
  if (!parsed.offset) parsed.offset = asset.find_as<double>("raster:offset");
  return parsed;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '_'; }
bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_word(c); });
}

// Whether a text begins with this shape, in which # stands for a digit, @ for a capital, and every
// other character for itself.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '#' ? !is_digit(text[i]) : shape[i] == '@' ? !is_capital(text[i]) : text[i] != shape[i])
      return false;
  return true;
}

// Returns the first part of a text that has this shape, and cuts off its first two and its last
// `after` characters. Returns an empty text when there is none.
std::string part_of_shape(std::string_view text, std::string_view shape, std::size_t after) {
  for (; !text.empty(); text.remove_prefix(1))
    if (has_shape(text, shape)) return std::string(text.substr(2, shape.size() - 2 - after));
  return {};
}

// "05.10" -> 510.
int parse_baseline(const std::string& text) {
  int major = 0, minor = 0;
  return std::sscanf(text.c_str(), "%4d.%4d", &major, &minor) == 2 ? 100 * major + minor : 0;
}

// The track that the properties say, or else the id, which is the name of the product. Catalogues
// are not trusted with what composite() would refuse.
RadarTrack track_of(const JsonValue& properties, const std::string& id) {
  RadarTrack track = track_of_name(id);
  if (const auto orbit = properties.find_as<int>("sat:relative_orbit");
      orbit && *orbit >= 1 && *orbit <= kRelativeOrbits)
    track.relative_orbit = *orbit;
  constexpr std::string_view kSentinel1 = "sentinel-1";  // -1a, as in S1A
  if (const std::string platform = lower(properties.text("platform"));
      platform.size() == kSentinel1.size() + 1 && platform.starts_with(kSentinel1))
    track.platform = std::string("S1") + static_cast<char>(std::toupper(static_cast<unsigned char>(platform.back())));
  return track;
}

// The first of these properties that is a text and not empty.
std::string first_text(const JsonValue& properties, std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (std::string text = properties.text(key); !text.empty()) return text;
  return {};
}

// "31UES", or empty.
std::string tile_of(const JsonValue& properties, const std::string& product) {
  if (std::string tile = properties.text("s2:mgrs_tile"); !tile.empty()) return tile;
  if (const std::string code = properties.text("grid:code");
      code.starts_with("MGRS-") && is_word(std::string_view(code).substr(5)))
    return code.substr(5);
  return part_of_shape(product, "_T##@@@_", 1);
}

// The same facts have the prefix s2: in most catalogues, eopf: in the Copernicus Data Space, and
// sentinel: in Earth Search v0 and Digital Earth Africa.
void read_sentinel2(const JsonValue& properties, StacItem& item) {
  std::string product = first_text(properties, {"s2:product_uri", "sentinel:product_id"});
  if (product.empty()) product = item.id;
  item.tile = tile_of(properties, product);
  for (const char* key : {"s2:processing_baseline", "sentinel:processing_baseline", "processing:version"})
    if (item.baseline == 0) item.baseline = parse_baseline(properties.text(key));
  if (item.baseline == 0)
    if (const std::string digits = part_of_shape(product, "_N####_", 1); !digits.empty())
      item.baseline = std::stoi(digits);
  constexpr std::size_t kBaseline = 7;  // _N05.10
  if (const std::string id = first_text(properties, {"s2:datatake_id", "eopf:datatake_id"});
      id.size() > kBaseline && has_shape(std::string_view(id).substr(id.size() - kBaseline), "_N##.##") &&
      is_word(std::string_view(id).substr(0, id.size() - kBaseline)))
    item.datatake = id.substr(0, id.size() - kBaseline);
  item.datastrip =
      part_of_shape(first_text(properties, {"s2:datastrip_id", "eopf:datastrip_id"}), "_S########T######", 0);
  item.generated = first_text(properties, {"s2:generation_time", "processing:datetime"});
  for (const char* key : {"earthsearch:boa_offset_applied", "sentinel:boa_offset_applied"})
    if (!item.boa_offset_applied) item.boa_offset_applied = properties.find_as<bool>(key);
}

// The time zone at the end of a time, after a fraction of a second: nothing and Z are UTC; +02:00,
// +0200 and +02 are two hours ahead of it.
std::optional<std::chrono::minutes> ahead_of_utc(std::string_view zone) {
  if (zone.starts_with('.'))
    for (zone.remove_prefix(1); !zone.empty() && is_digit(zone.front());) zone.remove_prefix(1);
  if (zone.empty() || zone == "Z" || zone == "z") return std::chrono::minutes(0);
  std::string digits;
  for (const char c : zone.substr(1))
    if (c != ':') digits += c;
  const bool is_zone = (zone.front() == '+' || zone.front() == '-') && (digits.size() == 2 || digits.size() == 4) &&
                       std::all_of(digits.begin(), digits.end(), is_digit);
  if (!is_zone) return {};
  const int minutes = 60 * std::stoi(digits.substr(0, 2)) + (digits.size() == 4 ? std::stoi(digits.substr(2)) : 0);
  return std::chrono::minutes(zone.front() == '+' ? minutes : -minutes);
}

}  // namespace

std::chrono::sys_seconds parse_instant(const std::string& text) {
  using namespace std::chrono;
  constexpr std::size_t kDate = 10, kSeconds = 19;
  int hour = 0, minute = 0, second = 0;
  const bool has_time = text.size() >= kSeconds && (text[kDate] == 'T' || text[kDate] == ' ') &&
                        std::sscanf(text.c_str() + kDate + 1, "%2d:%2d:%2d", &hour, &minute, &second) == 3 &&
                        hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  const auto ahead = has_time ? ahead_of_utc(std::string_view(text).substr(kSeconds)) : std::nullopt;
  if (!ahead || !is_date(text.substr(0, kDate)))
    throw Error(ErrorKind::bad_input,
                fmt::format("'{}' is not a time, expected YYYY-MM-DDThh:mm:ssZ", printable(text)));
  return parse_date(text.substr(0, kDate)) + hours(hour) + minutes(minute) + seconds(second) - *ahead;
}

std::string processing_name(const StacItem& item) {
  std::string name = item.id;
  if (item.baseline > 0) name += fmt::format(" N{:04}", item.baseline);
  if (!item.generated.empty()) name.append(" ").append(printable(item.generated));
  return name;
}

StacItem parse_stac_item(const nlohmann::json& content, const std::string& url) {
  const JsonValue json(content, {without_secrets(url), ErrorKind::remote, kHint});
  StacItem item;
  item.id = printable(json.text("id"));
  item.collection = printable(json.text("collection"));
  const auto properties = json.find("properties");
  const auto assets = json.find("assets");
  std::string time = properties ? properties->text("datetime") : std::string();
  if (time.empty() && properties) time = properties->text("start_datetime");
  if (item.id.empty() || time.empty() || !assets || !assets->json().is_object())
    throw Error(ErrorKind::remote, fmt::format("{} gave an item without id, datetime or assets", json.source().name),
                kHint);
  item.sensed = parse_instant(time);
  item.cloud_percent = properties->find_as<double>("eo:cloud_cover");
  item.orbit_state = properties->text("sat:orbit_state");
  item.track = track_of(*properties, item.id);
  read_sentinel2(*properties, item);
  std::string base = url;
  if (const auto links = json.find("links"); links && links->json().is_array())
    for (const JsonValue& link : links->items())
      if (link.text("rel") == "self") base = link.text("href");
  WktOf wkt_of;
  for (const auto& [name, asset] : assets->members()) item.assets[name] = parse_asset(asset, *properties, base, wkt_of);
  return item;
}

}  // namespace undercast
