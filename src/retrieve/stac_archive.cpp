// SPDX-License-Identifier: Apache-2.0
#include "retrieve/stac_archive.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast {
namespace {

constexpr int kFirstBaselineWithOffset = 400;
constexpr double kScale = 0.0001, kOffset = -0.1;

const std::vector<StacArchive>& archives() {
  static const std::vector<StacArchive> list{
      {"planetary-computer", "https://planetarycomputer.microsoft.com/api/stac/v1",
       "https://planetarycomputer.microsoft.com/api/sas/v1/token", "sentinel-2-l2a", "sentinel-1-rtc", "", ""},
      // sentinel-2-l2a there has an unreliable flag for the offset; Collection 1 needs none.
      {"earth-search", "https://earth-search.aws.element84.com/v1", "", "sentinel-2-c1-l2a", "", "", ""},
      {"cdse", "https://stac.dataspace.copernicus.eu/v1", "", "sentinel-2-l2a", "", "eodata",
       "eodata.dataspace.copernicus.eu", 4},  // its quota
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
              fmt::format("give one of {}, or the URL of a STAC API", fmt::join(archive_names(), ", ")));
}

const StacAsset* find_asset(const StacItem& item, StacBand band) {
  for (const char* name : names_of(band))
    if (const auto found = item.assets.find(name); found != item.assets.end() && !found->second.href.empty())
      return &found->second;
  return nullptr;
}

StacReflectance reflectance_of(const StacItem& item) {
  const bool late = item.baseline >= kFirstBaselineWithOffset;
  if (item.collection == "sentinel-2-c1-l2a") return {kScale, kOffset};
  if (item.boa_offset_applied) {
    // Its raster:bands say -0.1 even where that has been taken off already; the flag is wrong at times, both ways.
    return {kScale, late && !*item.boa_offset_applied ? kOffset : 0, late};
  }
  const StacAsset* red = find_asset(item, StacBand::red);
  if (red != nullptr && red->scale && red->offset) return {*red->scale, *red->offset};
  if (item.baseline > 0) return {kScale, late ? kOffset : 0};
  throw Error(ErrorKind::bad_input,
              fmt::format("the item {} says neither its processing baseline nor an offset of reflectance", item.id),
              "choose another collection with --sentinel2-collection");
}

}  // namespace undercast
