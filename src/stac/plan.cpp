// SPDX-License-Identifier: Apache-2.0
#include "stac/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "io/footprint.h"

namespace undercast {
namespace {

constexpr double kTilePixels = 512.0 * 512.0;

// The files of Sentinel-2 that a cube is made of.
std::vector<std::string> needed_bands(const StacScene& scene) {
  std::vector<std::string> bands{scene.mask_asset.empty() ? "SCL" : scene.mask_asset};
  bands.insert(bands.end(), scene.bands.begin(), scene.bands.end());
  return bands;
}

std::vector<StacItem> search(const StacArchive& archive, const std::string& collection, const StacScene& scene,
                             const StacHttp& http) {
  return search_stac({archive.api, collection, lon_lat_boxes(scene.grid), scene.first, scene.last}, http);
}

double bytes_per_pixel(const std::string& band) {
  if (band == "SCL" || band == "mask") return 1;
  return band.starts_with('B') ? 2 : 4;
}

// The pixels of a file that are fetched: estimated from its item, or else as many as the cube has.
double pixels_to_fetch(const StacAsset& asset, const std::string& band, const StacScene& scene) {
  if (asset.grid) return static_cast<double>(pixels_under(scene.grid, *asset.grid, margin_m(band, scene)).pixels());
  return static_cast<double>(scene.grid.pixels()) / (band == "SCL" ? 4 : 1);
}

bool is_beside(const StacItem& item, const std::string& band, const StacScene& scene) {
  const StacAsset& asset = *find_asset(item, band);
  return asset.grid && pixels_to_fetch(asset, band, scene) == 0;
}

void estimate(const StacItem& item, const std::vector<std::string>& bands, const StacScene& scene, StacPlan& plan) {
  for (const std::string& band : bands) {
    const double pixels = pixels_to_fetch(*find_asset(item, band), band, scene);
    ++plan.files;
    plan.requests += 1 + static_cast<long long>(pixels / kTilePixels) + 1;
    plan.megabytes += pixels * bytes_per_pixel(band) / 1e6;
  }
}

void estimate_all(StacPlan& plan, const StacScene& scene) {
  plan.files = 0, plan.requests = 0, plan.megabytes = 0;
  for (const StacItem& item : plan.optical.items) estimate(item, optical_bands(item, scene), scene, plan);
  for (const StacItem& item : plan.radar.items) estimate(item, radar_bands(item, scene.vv), scene, plan);
}

[[noreturn]] void nothing_found(bool is_radar, const StacArchive& archive, const StacScene& scene,
                                const StacSelection& selection) {
  const std::vector<std::string> bands = !is_radar  ? needed_bands(scene)
                                         : scene.vv ? std::vector<std::string>{"VH", "VV"}
                                                    : std::vector<std::string>{"VH"};
  if (!is_radar && selection.found > 0 && selection.incomplete == selection.found)
    throw Error(ErrorKind::bad_input,
                fmt::format("none of the {} Sentinel-2 images of {} has all of the bands {}", selection.found,
                            archive.sentinel2, fmt::join(bands, ", ")),
                "choose another --index, or another source or collection");
  const std::string left_out =
      selection.found == 0
          ? "there is none at all"
          : fmt::format(
                "of {} images, {} lack one of the bands {}, {} have another orbit direction, {} have too much "
                "cloud",
                selection.found, selection.incomplete, fmt::join(bands, ", "), selection.other_orbit, selection.cloudy);
  throw Error(ErrorKind::bad_input,
              fmt::format("no {} image in the area from {} to {} in {} of {}: {}",
                          is_radar ? "Sentinel-1" : "Sentinel-2", to_string(scene.first), to_string(scene.last),
                          is_radar ? archive.sentinel1 : archive.sentinel2, archive.api, left_out),
              is_radar
                  ? "choose other dates or another --radar-source: planetary-computer, opera, the URL of a STAC API, "
                    "or none"
                  : "check --area (longitude comes first: west,south,east,north) and the dates, or choose another "
                    "source or collection");
}

// Decides about images without the mask asset as --mask-missing says.
void require_masks(StacSelection& selection, const StacScene& scene, const std::string& collection) {
  std::vector<StacItem>& items = selection.items;
  if (scene.mask_asset.empty() || items.empty()) return;
  const auto lacks = [&](const StacItem& item) { return find_asset(item, scene.mask_asset) == nullptr; };
  const auto first = std::find_if(items.begin(), items.end(), lacks);
  const auto lacking = std::count_if(items.begin(), items.end(), lacks);
  if (lacking == static_cast<std::ptrdiff_t>(items.size())) {
    std::vector<std::string> names;
    for (const auto& [name, asset] : first->assets) names.push_back(name);
    throw Error(ErrorKind::bad_input,
                fmt::format("--mask-asset {}: no Sentinel-2 image of {} has it", scene.mask_asset, collection),
                fmt::format("the image {} has {}", first->id, fmt::join(names, ", ")));
  }
  if (lacking > 0 && scene.mask_missing == "refuse")
    throw Error(ErrorKind::bad_input,
                fmt::format("--mask-asset {}: {} of {} Sentinel-2 images lack it; the first is {}", scene.mask_asset,
                            lacking, items.size(), first->id),
                "say what becomes of such images: --mask-missing scl or --mask-missing drop");
  selection.incomplete += static_cast<int>(std::erase_if(items, [&](const StacItem& item) {
    return lacks(item) && (scene.mask_missing == "drop" || find_asset(item, "SCL") == nullptr);
  }));
}

std::string or_else(const std::string& own, const std::string& otherwise) { return own.empty() ? otherwise : own; }

std::string collection_for(const std::string& own, const std::string& usual, const StacArchive& archive,
                           const char* option) {
  const std::string collection = or_else(own, usual);
  if (collection.empty())
    throw Error(ErrorKind::usage, fmt::format("{} needs {}", archive.name, option),
                fmt::format("{}/collections lists its collections", archive.api));
  return collection;
}

}  // namespace

std::string clearness_band(const StacItem& item, const StacScene& scene) {
  return scene.mask_asset.empty() || find_asset(item, scene.mask_asset) == nullptr ? "SCL" : scene.mask_asset;
}

std::vector<std::string> optical_bands(const StacItem& item, const StacScene& scene) {
  std::vector<std::string> bands{clearness_band(item, scene)};
  bands.insert(bands.end(), scene.bands.begin(), scene.bands.end());
  if (!has_doubtful_offset(item)) return bands;
  for (const char* checked : {"B04", "SCL"})
    if (std::find(bands.begin(), bands.end(), checked) == bands.end() && find_asset(item, checked) != nullptr)
      bands.emplace_back(checked);
  return bands;
}

double margin_m(const std::string& band, const StacScene& scene) {
  return band == "SCL" || band == scene.mask_asset ? scene.cloud_dilation_m : 0;
}

StacPlan plan_stac(const std::string& source, const StacOptions& options, const StacScene& scene,
                   const StacHttp& http) {
  StacPlan plan;
  StacArchive& optical = plan.optical_archive = find_archive(source, options.sentinel2_collection);
  // The tokens of the usual service are valid for the files of the usual archive only.
  if (!options.api.empty()) optical.api = options.api, optical.sas.clear();
  optical.sas = or_else(options.sas_api, optical.sas);
  optical.sentinel2 =
      collection_for(options.sentinel2_collection, optical.sentinel2, optical, "--sentinel2-collection");
  if (options.radar_source != "none") {
    // With the same source for both, --stac-api holds for both.
    StacArchive radar = options.radar_source == source
                            ? optical
                            : find_radar_archive(options.radar_source, options.sentinel1_collection);
    if (!options.radar_api.empty()) radar.api = options.radar_api, radar.sas.clear();
    radar.sentinel1 = collection_for(options.sentinel1_collection, radar.sentinel1, radar, "--sentinel1-collection");
    plan.radar_archive = std::move(radar);
  }
  StacScene required = scene;  // the days that must have images of both sensors
  required.first = std::max(scene.first, scene.radar_first);
  StacFilter filter{scene.first, scene.last, options.max_cloud_percent, options.orbit};
  plan.optical = select_optical(search(optical, optical.sentinel2, scene, http), filter,
                                scene.mask_asset.empty() ? needed_bands(scene) : scene.bands);
  require_masks(plan.optical, scene, optical.sentinel2);
  std::erase_if(plan.optical.items, [&](const StacItem& item) { return is_beside(item, scene.bands.front(), scene); });
  const auto is_wanted = [&](const StacItem& item) { return item.date() >= required.first; };
  if (std::none_of(plan.optical.items.begin(), plan.optical.items.end(), is_wanted))
    nothing_found(false, optical, required, plan.optical);
  if (plan.radar_archive) {
    const StacArchive& radar = *plan.radar_archive;
    filter.first = required.first;
    plan.radar = select_radar(search(radar, radar.sentinel1, required, http), filter, scene.vv);
    std::erase_if(plan.radar.items, [&](const StacItem& item) { return is_beside(item, "VH", scene); });
    if (plan.radar.items.empty()) nothing_found(true, radar, required, plan.radar);
  }
  estimate_all(plan, scene);
  return plan;
}

void keep_items(StacPlan& plan, const StacScene& scene, const std::function<bool(const StacItem&)>& keeps) {
  const auto drops = [&](const StacItem& item) { return !keeps(item); };
  std::erase_if(plan.optical.items, drops);
  std::erase_if(plan.radar.items, drops);
  estimate_all(plan, scene);
}

std::string summary_of(const StacPlan& plan) {
  return fmt::format(
      "{} Sentinel-2 and {} Sentinel-1 images; {} files to read, about {} requests, at most {:.0f} MB on disk until "
      "the cube is done",
      plan.optical.items.size(), plan.radar.items.size(), plan.files, plan.requests, plan.megabytes);
}

std::string describe(const StacPlan& plan, const StacScene& scene) {
  std::string text;
  for (const StacItem& item : plan.optical.items) {
    const StacReflectance reflectance = reflectance_of(item, scene.bands);
    text += fmt::format("{}  {}  cloud {}, offset {:g}{}\n", to_string(item.date()), item.id,
                        item.cloud_percent ? fmt::format("{:.1f} %", *item.cloud_percent) : "unknown",
                        reflectance.offset, has_doubtful_offset(item) ? " unless the data say otherwise" : "");
  }
  for (const StacItem& item : plan.radar.items)
    text +=
        fmt::format("{}  {}  {}{}\n", to_string(item.date()), item.id,
                    item.orbit_state.empty() ? "orbit unknown" : item.orbit_state,
                    item.track.relative_orbit > 0 ? fmt::format(", relative orbit {}", item.track.relative_orbit) : "");
  text += fmt::format(
      "{} Sentinel-2 images of {} with the bands {} ({} found; left out: {} with a newer processing, {} too cloudy, {} "
      "without a band)\n",
      plan.optical.items.size(), plan.optical_archive.sentinel2, fmt::join(needed_bands(scene), ", "),
      plan.optical.found, plan.optical.reprocessed, plan.optical.cloudy, plan.optical.incomplete);
  if (plan.radar_archive)
    text += fmt::format(
        "{} Sentinel-1 images of {} ({} found; left out: {} with a newer processing, {} of another orbit, {} without "
        "{})\n",
        plan.radar.items.size(), plan.radar_archive->sentinel1, plan.radar.found, plan.radar.reprocessed,
        plan.radar.other_orbit, plan.radar.incomplete, scene.vv ? "VH or VV" : "VH");
  return text + summary_of(plan) + "\n";
}

}  // namespace undercast
