// SPDX-License-Identifier: Apache-2.0
#include "io/listed_files.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "core/error.h"
#include "core/json.h"
#include "io/folder.h"
#include "io/gdal.h"
#include "io/remote.h"

namespace undercast {
namespace {

bool has_ending(const std::string& path, std::initializer_list<std::string_view> endings) {
  std::string ending = std::filesystem::path(path).extension().string();
  for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool is_raster_name(const std::string& path) {
  return has_ending(path, {".tif", ".tiff", ".jp2", ".vrt", ".img", ".dat", ".bsq", ".bil"});
}

std::string text_of(const std::string& path) {
  GByte* bytes = nullptr;
  vsi_l_offset size = 0;
  constexpr GIntBig kLargest = 512 << 20;
  if (VSIIngestFile(nullptr, path_of_url(path).c_str(), &bytes, &size, kLargest) == 0)
    throw Error(ErrorKind::io, fmt::format("cannot read {}: {}", path, gdal_reason()), "check that the path is right");
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  VSIFree(bytes);
  return text;
}

// A path or address that a file names, as seen from that file.
std::string beside(const std::string& file, const std::string& named) {
  if (named.find("://") != std::string::npos || named.starts_with("/")) return named;
  const std::size_t folder = file.rfind('/');
  const std::string local = named.starts_with("./") ? named.substr(2) : named;
  return folder == std::string::npos ? local : file.substr(0, folder + 1) + local;
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
  const std::string text = text_of(path);
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

void add_item(const JsonValue& item, const std::string& path, const NameRules& rules, std::vector<NamedFile>& files) {
  const auto assets = item.find("assets");
  if (!assets) return;
  for (const auto& [key, asset] : assets->members()) {
    const std::string href = asset.text("href");
    if (href.empty() || !is_raster_name(href)) continue;
    NamedFile file{beside(path, href), parse_file_name(href, rules)};
    if (const std::string variable = rules.variable_of(key); !variable.empty()) file.name.variable = variable;
    if (file.name.variable.empty()) continue;
    if (const auto date = date_of_item(item)) file.name.date = date;
    files.push_back(std::move(file));
  }
}

std::vector<NamedFile> in_stac(const std::string& path, const NameRules& rules) {
  const nlohmann::json json = parse_json(text_of(path), {path, ErrorKind::bad_input, "give STAC items"});
  const JsonValue root(json, {path, ErrorKind::bad_input, "give STAC items"});
  std::vector<NamedFile> files;
  if (const auto features = root.find("features")) {
    for (const JsonValue& item : features->items()) add_item(item, path, rules, files);
  } else if (root.text("type") == "Feature") {
    add_item(root, path, rules, files);
  } else if (const auto links = root.find("links")) {
    for (const JsonValue& link : links->items()) {
      if (link.text("rel") != "item") continue;
      const std::string item_path = beside(path, link.text("href"));
      const nlohmann::json item = parse_json(text_of(item_path), {item_path});
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
