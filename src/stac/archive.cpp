// SPDX-License-Identifier: Apache-2.0
#include "stac/archive.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/processing_baseline.h"

namespace undercast {
namespace {

constexpr double kScale = 0.0001, kOffset = -0.1;

const std::vector<StacArchive>& archives() {
  static const std::vector<StacArchive> list{
      {"planetary-computer", "https://planetarycomputer.microsoft.com/api/stac/v1",
       "https://planetarycomputer.microsoft.com/api/sas/v1/token", "sentinel-2-l2a", "sentinel-1-rtc", "", ""},
      // Collection 1 always has the offset; in sentinel-2-l2a its flag is unreliable.
      {"earth-search", "https://earth-search.aws.element84.com/v1", "", "sentinel-2-c1-l2a", "", "", ""},
      {"cdse", "https://stac.dataspace.copernicus.eu/v1", "", "sentinel-2-l2a", "", "eodata",
       "eodata.dataspace.copernicus.eu", 4},  // the quota
  };
  return list;
}

std::vector<const char*> names_of(StacBand band) {
  switch (band) {
    case StacBand::red:
      return {"red", "B04", "B04_10m"};
    case StacBand::nir:
      return {"nir", "B08", "B08_10m"};
    case StacBand::scl:
      return {"scl", "SCL", "SCL_20m"};
    case StacBand::vh:
      return {"vh", "VH", "gamma0_vh"};
    case StacBand::vv:
      return {"vv", "VV", "gamma0_vv"};
  }
  return {};
}

}  // namespace

std::vector<std::string> archive_names() {
  std::vector<std::string> names;
  for (const StacArchive& archive : archives()) names.push_back(archive.name);
  return names;
}

StacArchive find_archive(const std::string& source) {
  for (const StacArchive& archive : archives())
    if (archive.name == source) return archive;
  if (source.starts_with("http://") || source.starts_with("https://")) {
    std::string api = source;
    while (api.ends_with('/')) api.pop_back();
    if (api.ends_with("/search")) api.resize(api.size() - std::string("/search").size());
    return {api, api, "", "", "", "", ""};
  }
  throw Error(ErrorKind::usage, fmt::format("'{}' is not an archive", source),
              fmt::format("give earth-engine, one of {}, or the URL of a STAC API", fmt::join(archive_names(), ", ")));
}

const StacAsset* find_asset(const StacItem& item, StacBand band) {
  for (const char* name : names_of(band))
    if (const auto found = item.assets.find(name); found != item.assets.end() && !found->second.href.empty())
      return &found->second;
  return nullptr;
}

StacReflectance reflectance_of(const StacItem& item) {
  const bool late = has_offset(item.baseline);
  if (item.collection == "sentinel-2-c1-l2a") return {kScale, kOffset};
  if (item.boa_offset_applied) {
    // The raster:bands say -0.1 even where it has been subtracted already, and the flag is
    // sometimes wrong, both ways.
    return {kScale, late && !*item.boa_offset_applied ? kOffset : 0, late};
  }
  const StacAsset* red = find_asset(item, StacBand::red);
  if (red != nullptr && red->scale && red->offset) {
    if (!(*red->scale > 0 && std::abs(*red->offset) <= 1))
      throw Error(ErrorKind::bad_input,
                  fmt::format("the item {} says scale {} and offset {}, which give no reflectance", item.id,
                              *red->scale, *red->offset),
                  "choose another collection with --sentinel2-collection");
    return {*red->scale, *red->offset};
  }
  if (item.baseline > 0) return {kScale, late ? kOffset : 0};
  throw Error(ErrorKind::bad_input,
              fmt::format("the item {} says neither its processing baseline nor an offset of reflectance", item.id),
              "choose another collection with --sentinel2-collection");
}

}  // namespace undercast
