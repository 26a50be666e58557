// SPDX-License-Identifier: Apache-2.0
#include "stac/archive.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

#include "core/error.h"
#include "core/letters.h"
#include "core/processing_baseline.h"
#include "net/url.h"

namespace undercast {
namespace {

constexpr double kScale = 0.0001, kOffset = -0.1;
constexpr const char* kCollection1 = "sentinel-2-c1-l2a";
constexpr const char* kOtherSentinel2 = "choose another collection with --sentinel2-collection";

const std::vector<StacArchive>& archives() {
  static const std::vector<StacArchive> list{
      {.name = "planetary-computer",
       .api = "https://planetarycomputer.microsoft.com/api/stac/v1",
       .sas = "https://planetarycomputer.microsoft.com/api/sas/v1/token",
       .sentinel2 = "sentinel-2-l2a",
       .sentinel1 = "sentinel-1-rtc"},
      // Collection 1 always has the offset; in sentinel-2-l2a its flag is unreliable.
      {.name = "earth-search", .api = "https://earth-search.aws.element84.com/v1", .sentinel2 = kCollection1},
      {.name = "cdse",
       .api = "https://stac.dataspace.copernicus.eu/v1",
       .sentinel2 = "sentinel-2-l2a",
       .s3_bucket = "eodata",
       .s3_endpoint = "eodata.dataspace.copernicus.eu",
       .connections = 4},  // the quota
      {.name = "opera",
       .api = "https://cmr.earthdata.nasa.gov/cloudstac/ASF",
       .sentinel1 = "OPERA_L2_RTC-S1_V1_1",
       .earthdata = true},
  };
  return list;
}

using Collection = std::string StacArchive::*;

// An archive by its name or its URL; none for another text, and for an archive without images of
// the sensor, where the user names no collection.
std::optional<StacArchive> named_archive(const std::string& source, Collection usual, const std::string& named) {
  for (const StacArchive& archive : archives())
    if (archive.name == source && !((archive.*usual).empty() && named.empty())) return archive;
  if (!source.starts_with("http://") && !source.starts_with("https://")) return {};
  std::string api = source;
  while (api.ends_with('/')) api.pop_back();
  if (api.ends_with("/search")) api.resize(api.size() - std::string("/search").size());
  return StacArchive{.name = api, .api = api, .earthdata = is_host(api, "earthdata.nasa.gov")};
}

std::string names_of_archives(Collection collection) {
  std::vector<std::string> names;
  for (const StacArchive& archive : archives())
    if (!(archive.*collection).empty()) names.push_back(archive.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

// The names of a band's file in items: at Earth Search, at the Planetary Computer, at the Copernicus
// Data Space Ecosystem.
std::vector<std::string> names_of(const std::string& band) {
  static const std::map<std::string, std::vector<std::string>> names{
      {"B01", {"coastal", "B01", "B01_60m"}},  {"B02", {"blue", "B02", "B02_10m"}},
      {"B03", {"green", "B03", "B03_10m"}},    {"B04", {"red", "B04", "B04_10m"}},
      {"B05", {"rededge1", "B05", "B05_20m"}}, {"B06", {"rededge2", "B06", "B06_20m"}},
      {"B07", {"rededge3", "B07", "B07_20m"}}, {"B08", {"nir", "B08", "B08_10m"}},
      {"B8A", {"nir08", "B8A", "B8A_20m"}},    {"B09", {"nir09", "B09", "B09_60m"}},
      {"B11", {"swir16", "B11", "B11_20m"}},   {"B12", {"swir22", "B12", "B12_20m"}},
      {"SCL", {"scl", "SCL", "SCL_20m"}},      {"VH", {"vh", "VH", "gamma0_vh"}},
      {"VV", {"vv", "VV", "gamma0_vv"}}};
  const auto found = names.find(band);
  return found == names.end() ? std::vector{band} : found->second;
}

// The file that says scale and offset of these bands; null when none does.
const StacAsset* band_with_scale(const StacItem& item, const std::vector<std::string>& bands) {
  const StacAsset* first = nullptr;
  for (const std::string& band : bands) {
    const StacAsset* asset = find_asset(item, band);
    if (asset == nullptr || !asset->scale || !asset->offset) continue;
    if (first == nullptr) first = asset;
    if (asset->scale != first->scale || asset->offset != first->offset)
      throw Error(ErrorKind::bad_input,
                  fmt::format("the item {} says scale {} and offset {} of {}, but {} and {} of another band", item.id,
                              *asset->scale, *asset->offset, band, *first->scale, *first->offset),
                  kOtherSentinel2);
  }
  return first;
}

}  // namespace

bool is_opera(const StacItem& item) { return item.id.starts_with("OPERA_L2_RTC-S1_"); }

StacArchive find_archive(const std::string& source, const std::string& collection) {
  if (auto archive = named_archive(source, &StacArchive::sentinel2, collection)) return *archive;
  throw Error(ErrorKind::usage, fmt::format("--source '{}' is not an archive of Sentinel-2", source),
              fmt::format("give earth-engine, one of {}, or the URL of a STAC API",
                          names_of_archives(&StacArchive::sentinel2)));
}

StacArchive find_radar_archive(const std::string& source, const std::string& collection) {
  if (auto archive = named_archive(source, &StacArchive::sentinel1, collection)) return *archive;
  throw Error(
      ErrorKind::usage, fmt::format("--radar-source '{}' is not an archive of Sentinel-1", source),
      fmt::format("give one of {}, the URL of a STAC API, or none", names_of_archives(&StacArchive::sentinel1)));
}

const StacAsset* find_asset(const StacItem& item, const std::string& band) {
  for (const auto& [name, asset] : item.assets) {
    // NASA's catalogue has named these files in several ways; it also lists them in a bucket.
    const std::string end = fmt::format("_{}.tif", names_of(band).front());
    if (is_opera(item) && !asset.href.starts_with("s3:") && lower(asset.href).ends_with(end)) return &asset;
  }
  for (const std::string& name : names_of(band))
    if (const auto found = item.assets.find(name); found != item.assets.end() && !found->second.href.empty())
      return &found->second;
  return nullptr;
}

std::vector<std::string> radar_bands(const StacItem& item, bool vv) {
  std::vector<std::string> bands{"VH"};
  if (vv) bands.emplace_back("VV");
  if (is_opera(item)) bands.emplace_back("mask");
  return bands;
}

StacReflectance reflectance_of(const StacItem& item, const std::vector<std::string>& bands) {
  const bool late = has_offset(item.baseline), early = item.baseline > 0 && !late;
  if (item.collection == kCollection1 && !early) return {kScale, kOffset};
  // The raster:bands say -0.1 even where it has been subtracted already, and the flag is sometimes
  // wrong, both ways.
  if (item.boa_offset_applied) return {kScale, late && !*item.boa_offset_applied ? kOffset : 0};
  if (const StacAsset* said = band_with_scale(item, bands)) {
    if (!(*said->scale > 0 && std::abs(*said->offset) <= 1))
      throw Error(ErrorKind::bad_input,
                  fmt::format("the item {} says scale {} and offset {}, which give no reflectance", item.id,
                              *said->scale, *said->offset),
                  kOtherSentinel2);
    // The template of the Copernicus Data Space writes -0.1 into every item.
    return {*said->scale, early ? 0 : *said->offset};
  }
  if (item.baseline > 0) return {kScale, late ? kOffset : 0};
  throw Error(ErrorKind::bad_input,
              fmt::format("the item {} says neither its processing baseline nor an offset of reflectance", item.id),
              kOtherSentinel2);
}

bool has_doubtful_offset(const StacItem& item) {
  return item.collection != kCollection1 && item.boa_offset_applied && has_offset(item.baseline);
}

}  // namespace undercast
