// SPDX-License-Identifier: Apache-2.0
#include "jobs/retrieve_stac.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include "composite/earlier_cube.h"
#include "composite/find_acquisitions.h"
#include "composite/index_formula.h"
#include "composite/mask_files.h"
#include "composite/period_images.h"
#include "core/json.h"
#include "io/atomic_file.h"
#include "io/options_json.h"
#include "io/output_lock.h"
#include "jobs/radar_calendar.h"
#include "jobs/retrieve_area.h"
#include "net/url.h"
#include "stac/http.h"
#include "stac/images.h"

namespace undercast {
namespace {

StacScene scene_of(CompositeOptions& options, const std::string& mask_asset) {
  const RetrievalArea place = retrieval_area(options);
  StacScene scene{
      place.area.grid, place.optical_dates.first, place.optical_dates.last, place.radar_dates.first,
      options.vv,      options.scl_keep,          options.cloud_dilation_m, bands_of(index_formulas(options.index)),
      mask_asset,      options.mask_missing};
  if (!mask_asset.empty()) scene.is_clear = [rule = mask_rule(options)](float value) { return rule.keeps(value); };
  return scene;
}

std::map<std::string, std::string> provenance(const StacPlan& plan, const StacImages& images) {
  const auto list = [](const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, " ")); };
  std::map<std::string, std::string> items{{"SOURCE", without_secrets(plan.optical_archive.api)},
                                           {"SENTINEL2_COLLECTION", plan.optical_archive.sentinel2},
                                           {"SENTINEL2_ITEMS", list(images.sentinel2_ids)},
                                           {"SENTINEL2_ITEMS_ALL_CLOUD", list(images.clouded_ids)},
                                           {"FAILED_FILES", std::to_string(images.failed.size())}};
  if (plan.radar_archive) {
    items["RADAR_SOURCE"] = without_secrets(plan.radar_archive->api);
    items["SENTINEL1_COLLECTION"] = plan.radar_archive->sentinel1;
    items["SENTINEL1_ITEMS"] = list(images.sentinel1_ids);
  }
  if (!images.offset_ids.empty()) items["OFFSET_BY_DATA"] = list(images.offset_ids);
  if (!images.failed.empty()) items["FAILED"] = fmt::format("{}", fmt::join(images.failed, "\n"));
  return items;
}

ArchiveCalendar calendar_of(const StacPlan& plan, const StacScene& scene) {
  ArchiveCalendar calendar{
      {scene.first, scene.last}, {std::max(scene.first, scene.radar_first), scene.last}, plan.optical.days, {}};
  for (const StacItem& item : plan.radar.items) calendar.radar.push_back({item.date(), item.track});
  return calendar;
}

double cube_megabytes(const StacScene& scene, const CompositeOptions& options, bool radar) {
  const CompositePeriods periods = composite_periods(options);
  const int bands = static_cast<int>(options.index.size()) * periods.ndvi.size() +
                    periods.radar.size() * (radar ? options.vv ? 2 : 1 : 0);
  return 4e-6 * static_cast<double>(scene.grid.pixels()) * bands;
}

// What an append fetches and what its cube holds already.
class StacAppend {
 public:
  StacAppend(const CompositeOptions& options, const std::string& cube, const StacPlan& plan, const StacScene& scene)
      : earlier_(cube), plan_(plan), scene_(scene) {
    CompositeOptions by_name = options;
    for (const StacItem& item : plan.optical.items) by_name.sentinel2_items.push_back(optical_by_name(item, scene));
    for (const StacItem& item : plan.radar.items) by_name.sentinel1_items.push_back(radar_by_name(item));
    FoundFiles found = find_files(by_name);
    const std::vector<std::string> taken = earlier_.radar_taken();
    keep_images_to_read(images_of_periods(by_name, found, taken, &earlier_), taken, found);
    for (const OpticalFiles& files : found.optical) to_fetch_.insert(files.name);
    for (const RadarFiles& files : found.radar) to_fetch_.insert(files.name);
  }

  bool fetches(const StacItem& item) const { return to_fetch_.contains(processing_name(item)); }

  /// Adds to fetched images what the cube says of those that it holds.
  void complete(StacImages& images) const {
    const std::set<std::string> clouded = words_of("SENTINEL2_ITEMS_ALL_CLOUD"), offset = words_of("OFFSET_BY_DATA");
    const std::set<std::string> fetched(images.sentinel2_ids.begin(), images.sentinel2_ids.end()),
        fetched_radar(images.sentinel1_ids.begin(), images.sentinel1_ids.end());
    images.sentinel2_ids.clear();
    images.sentinel1_ids.clear();
    for (const StacItem& item : plan_.optical.items) {
      if (fetched.contains(item.id)) images.sentinel2_ids.push_back(item.id);
      if (fetches(item)) continue;
      images.sentinel2.push_back(optical_by_name(item, scene_));
      (clouded.contains(item.id) ? images.clouded_ids : images.sentinel2_ids).push_back(item.id);
      if (offset.contains(item.id)) images.offset_ids.push_back(item.id);
    }
    for (const StacItem& item : plan_.radar.items) {
      if (!fetches(item) || fetched_radar.contains(item.id)) images.sentinel1_ids.push_back(item.id);
      if (!fetches(item)) images.sentinel1.push_back(radar_by_name(item));
    }
    std::sort(images.clouded_ids.begin(), images.clouded_ids.end());
    std::sort(images.offset_ids.begin(), images.offset_ids.end());
  }

 private:
  std::set<std::string> words_of(const std::string& key) const {
    std::istringstream words(earlier_.item(key));
    return {std::istream_iterator<std::string>(words), {}};
  }

  EarlierCube earlier_;
  const StacPlan& plan_;  ///< of all images
  const StacScene& scene_;
  std::set<std::string> to_fetch_;  ///< by name
};

}  // namespace

RetrieveSummary retrieve_from_stac(RetrieveJob job, CompositeOutput output, const RunContext& run) {
  CompositeOptions& options = job.composite;
  const StacScene scene = scene_of(options, job.stac.mask_asset);
  const StacHttp http = stac_http(job.stac.patience());
  const StacPlan all = plan_stac(job.source, job.stac, scene, http);
  const ArchiveCalendar calendar = calendar_of(all, scene);
  StacPlan plan = all;
  std::optional<StacAppend> append;
  if (job.append.given()) {
    append.emplace(options, job.append.path, all, scene);
    keep_items(plan, scene, [&](const StacItem& item) { return append->fetches(item); });
  }
  for (const std::string& warning : warnings_of(calendar)) spdlog::warn("{}", warning);
  if (job.dry_run) {
    const double megabytes = cube_megabytes(scene, options, plan.radar_archive.has_value());
    return {fmt::format("{}{}{} x {} px of {:g} units in {}: the cube has up to {:.0f} MB, twice that while it is "
                        "written\n",
                        describe(plan, scene), describe(calendar), scene.grid.cols, scene.grid.rows, options.resolution,
                        options.crs, megabytes),
            true};
  }
  spdlog::info("{}\n{}", summary_of(plan), describe(calendar));
  const bool keep_raw = !job.stac.raw.empty();
  const std::string folder = keep_raw ? job.stac.raw : output.cube + ".raw";
  std::optional<OutputLocks> raw_lock;  // several cubes may share a folder, one after the other
  if (keep_raw) {
    std::filesystem::create_directories(folder);
    raw_lock.emplace(std::vector{(std::filesystem::path(folder) / "items.json").string()});
  }
  StacImages images = fetch_images(
      plan, scene,
      {folder, job.stac.connections, job.stac.failed_images == "leave-out", append.has_value(), job.stac.patience()},
      http, run.progress);
  if (append) append->complete(images);
  options.sentinel2_items = images.sentinel2;
  options.sentinel2_items.insert(options.sentinel2_items.end(), images.clouded.begin(), images.clouded.end());
  options.sentinel1_items = images.sentinel1;
  options.radar_units = "power";
  output.metadata.merge(provenance(plan, images));
  if (keep_raw) {
    const nlohmann::json config{{"composite", options_to_json(options)}};
    write_text_file((std::filesystem::path(folder) / "items.json").string(), to_text(config, 1) + "\n", true);
  }
  const CompositeSummary summary = composite(options, output, run);
  std::error_code ignored;
  if (!keep_raw) std::filesystem::remove_all(folder, ignored);
  return {fmt::format("{}; {} files fetched, {} of an earlier run, {} failed, {} images all cloud\n",
                      describe(summary, output.cube), images.files_fetched, images.files_kept, images.failed.size(),
                      images.clouded_ids.size()),
          false, summary.index};
}

}  // namespace undercast
