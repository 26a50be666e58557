// SPDX-License-Identifier: Apache-2.0
#include "io/listed_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/letters.h"
#include "io/folder.h"
#include "io/remote.h"
#include "net/url.h"

namespace undercast {
namespace {

// Addresses of archives end with a signature.
bool has_ending(const std::string& path, std::initializer_list<std::string_view> endings) {
  const std::string ending = lower(std::filesystem::path(without_secrets(path)).extension().string());
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool is_raster_name(const std::string& path) {
  return has_ending(path, {".tif", ".tiff", ".jp2", ".vrt", ".img", ".dat", ".bsq", ".bil"});
}

constexpr std::size_t kLargestList = 512 << 20;

// A path or address that a file names, as seen from that file.
std::string beside(const std::string& file, const std::string& named) {
  if (file.find("://") != std::string::npos) return resolve_url(file, named);
  if (named.find("://") != std::string::npos) return named;
  return (std::filesystem::path(file).parent_path() / named).lexically_normal().string();
}

std::vector<NamedFile> in_folder(const std::string& path, const NameRules& rules) {
  std::string folder = path;
  while (folder.size() > 1 && folder.ends_with("/")) folder.pop_back();
  std::vector<NamedFile> files;
  for (const FolderEntry& entry : list_folder(folder)) {
    const std::string file = folder + "/" + entry.name;
    if (!entry.is_folder && is_raster_name(file)) files.push_back({file, parse_file_name(file, rules)});
  }
  return files;
}

std::vector<NamedFile> in_list(const std::string& path, const NameRules& rules) {
  const std::string text = read_file(path, kLargestList);
  std::vector<NamedFile> files;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
    if (!line.empty()) files.push_back({beside(path, line), parse_file_name(line, rules)});
    at = end + 1;
  }
  return files;
}

std::optional<Date> date_of_item(const JsonValue& item) {
  const auto properties = item.find("properties");
  if (!properties) return std::nullopt;
  for (const char* key : {"start_datetime", "datetime"})
    if (const auto date = find_date(properties->text(key))) return date;
  return std::nullopt;
}

// Scale and offset of the raster extension: of version 1 in raster:bands, of version 2 in bands.
void take_packing(const JsonValue& asset, NamedFile& file) {
  for (const auto& [list, prefix] : {std::pair("raster:bands", ""), std::pair("bands", "raster:")}) {
    const auto bands = asset.find(list);
    const std::vector<JsonValue> items = bands ? bands->items() : std::vector<JsonValue>();
    if (items.empty()) continue;
    file.scale = items.front().find_as<double>(std::string(prefix) + "scale");
    file.offset = items.front().find_as<double>(std::string(prefix) + "offset");
  }
}

// The assets whose keys name a variable; where none does, those whose hrefs do.
void add_item(const JsonValue& item, const std::string& path, const NameRules& rules, std::vector<NamedFile>& files) {
  const auto assets = item.find("assets");
  if (!assets) return;
  const auto members = assets->members();
  const bool is_keyed = std::any_of(members.begin(), members.end(),
                                    [&](const auto& asset) { return !rules.variable_of(asset.first).empty(); });
  for (const auto& [key, asset] : members) {
    const std::string href = asset.text("href");
    if (href.empty() || !is_raster_name(href)) continue;
    NamedFile file{beside(path, href), parse_file_name(href, rules)};
    if (is_keyed) file.name.variable = rules.variable_of(key);
    if (file.name.variable.empty()) continue;
    if (const auto date = date_of_item(item)) file.name.date = date;
    take_packing(asset, file);
    files.push_back(std::move(file));
  }
}

std::vector<NamedFile> in_stac(const std::string& path, const NameRules& rules) {
  const nlohmann::json json =
      parse_json(read_file(path, kLargestList), {path, ErrorKind::bad_input, "give STAC items"});
  const JsonValue root(json, {path, ErrorKind::bad_input, "give STAC items"});
  std::vector<NamedFile> files;
  const auto links = root.find("links");
  if (const auto features = root.find("features")) {
    for (const JsonValue& link : links ? links->items() : std::vector<JsonValue>())
      if (link.text("rel") == "next")
        throw Error(ErrorKind::bad_input, fmt::format("{} is one page of several", path),
                    "fetch all pages into one item collection first");
    for (const JsonValue& item : features->items()) add_item(item, path, rules, files);
  } else if (root.text("type") == "Feature") {
    add_item(root, path, rules, files);
  } else if (links) {
    for (const JsonValue& link : links->items()) {
      if (link.text("rel") != "item") continue;
      const std::string item_path = beside(path, link.text("href"));
      const nlohmann::json item = parse_json(read_file(item_path, kLargestList), {item_path});
      add_item(JsonValue(item, {item_path}), item_path, rules, files);
    }
  }
  return files;
}

}  // namespace

bool is_file_list(const std::string& path) {
  return has_ending(path, {".txt", ".json", ".geojson"}) || is_folder(path);
}

std::vector<NamedFile> listed_files(const std::string& path, const NameRules& rules) {
  const bool is_list = has_ending(path, {".txt"}), is_stac = has_ending(path, {".json", ".geojson"});
  std::vector<NamedFile> files = is_list   ? in_list(path, rules)
                                 : is_stac ? in_stac(path, rules)
                                           : in_folder(path, rules);
  if (files.empty())
    throw Error(ErrorKind::bad_input, fmt::format("{} names no raster", path),
                is_stac ? "items need an asset NDVI; --ndvi KEY says how yours is called"
                        : "expected GeoTIFFs (or other rasters), one a date: NDVI_2018-05-01.tif");
  return files;
}

}  // namespace undercast
