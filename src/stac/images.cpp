// SPDX-License-Identifier: Apache-2.0
#include "stac/images.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "core/error.h"
#include "core/hash.h"
#include "core/parallel.h"
#include "io/remote.h"
#include "stac/earthdata.h"
#include "stac/image_checks.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

constexpr int kGiveUpAfter = 5;

// The names come from a server and must not lead out of the folder.
std::string file_name(const std::string& text) {
  constexpr std::size_t kLongest = 150;
  std::string name = text.substr(0, kLongest);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.') c = '_';
  if (name.starts_with('.')) name.front() = '_';
  // A hash of the whole name keeps two names apart that would become one.
  return name == text ? name : fmt::format("{}-{:016x}", name, hash_of_bytes(text));
}

void require_s3_keys(const std::vector<StacItem>& items, const std::string& band) {
  for (const StacItem& item : items)
    if (find_asset(item, band)->href.starts_with("s3://") && !has_s3_keys())
      throw Error(ErrorKind::usage, fmt::format("the files of {} need S3 keys, and none are set", item.collection),
                  "make keys for your account with the archive, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "
                  "for a public bucket set AWS_NO_SIGN_REQUEST=YES, and AWS_REGION unless it is in us-east-1");
}

std::unique_ptr<StacSigner> signer_of(const StacArchive& archive, const StacHttp& http, const Patience& patience) {
  if (archive.earthdata) return std::make_unique<EarthdataLogin>(patience);
  return std::make_unique<StacTokens>(archive.sas, http);
}

class Fetch {
 public:
  Fetch(const StacPlan& plan, const StacScene& scene, const StacFetching& fetching, const StacHttp& http)
      : plan_(plan),
        scene_(scene),
        fetching_(fetching),
        optical_signer_(signer_of(plan.optical_archive, http, fetching.patience)),
        radar_signer_(plan.radar_archive ? signer_of(*plan.radar_archive, http, fetching.patience) : nullptr),
        optical_(plan.optical.items.size()),
        radar_(plan.radar.items.size()) {}

  StacImages run(Progress& progress) {
    const int optical_count = static_cast<int>(optical_.size());
    const int images = optical_count + static_cast<int>(radar_.size());
    progress.begin("fetching images", images);
    const int usual = plan_.optical_archive.connections;
    parallel_for(images, fetching_.connections > 0 ? fetching_.connections : usual, [&](int i, int) {
      if (i < optical_count)
        fetch_optical(i);
      else
        fetch_radar(i - optical_count);
      progress.advance(1);
    });
    progress.end();
    // The lists are in the order of the plan, not of arrival.
    for (std::size_t i = 0; i < optical_.size(); ++i)
      take(optical_[i], plan_.optical.items[i], images_.sentinel2, images_.sentinel2_ids);
    for (std::size_t i = 0; i < radar_.size(); ++i)
      take(radar_[i], plan_.radar.items[i], images_.sentinel1, images_.sentinel1_ids);
    return std::move(images_);
  }

 private:
  using Asset = std::map<std::string, std::string>;

  static void take(const std::optional<Asset>& asset, const StacItem& item, AssetList& list,
                   std::vector<std::string>& ids) {
    if (!asset) return;
    list.push_back(*asset);
    ids.push_back(item.id);
  }

  // Returns the path of the file, or nothing when the image lies beside the grid or cannot be
  // fetched.
  std::optional<std::string> fetch(const StacItem& item, const std::string& band, StacSigner& signer) {
    const StacPart part{item.id + " " + band, item.collection, find_asset(item, band)->href, scene_.grid,
                        margin_m(band, scene_)};
    const std::string path =
        (fs::path(fetching_.folder) / file_name(item.collection) / file_name(item.id) / (file_name(band) + ".tif"))
            .string();
    const bool kept = is_fetched(part, path);
    try {
      const bool meets = kept || fetch_part(part, path, signer, fetching_.patience);
      const std::lock_guard lock(mutex_);
      failures_in_a_row_ = 0;
      ++(kept ? images_.files_kept : images_.files_fetched);
      return meets ? std::optional(path) : std::nullopt;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::remote) throw;
      note_failure(error);
      return {};
    }
  }

  void note_failure(const Error& error) {
    const std::lock_guard lock(mutex_);
    images_.failed.push_back(error.what());
    if (is_of_the_file_alone(error)) return;
    if (++failures_in_a_row_ == kGiveUpAfter)
      throw Error(
          ErrorKind::remote,
          fmt::format("{} files in a row could not be fetched, the last of them: {}", kGiveUpAfter, error.what()),
          fmt::format("check the connection and the archive's state, then run the command again: what has been "
                      "fetched is kept in {}",
                      fetching_.folder));
  }

  void fetch_optical(int i) {
    const StacItem& item = plan_.optical.items[i];
    StacReflectance reflectance = reflectance_of(item, scene_.bands);
    const std::string clearness = clearness_band(item, scene_);
    const bool by_mask = clearness == scene_.mask_asset;
    const auto mask = fetch(item, clearness, *optical_signer_);
    if (!mask) return;
    if (by_mask && free_clear_nodata(*mask, scene_.is_clear)) {
      const std::lock_guard lock(mutex_);
      ++images_.freed_masks;
    }
    const auto is_kept_class = [&](float value) {
      return std::find(scene_.scl_keep.begin(), scene_.scl_keep.end(), value) != scene_.scl_keep.end();
    };
    if (!(by_mask ? holds_clear(*mask, scene_.is_clear) : holds_clear(*mask, is_kept_class))) {
      const std::lock_guard lock(mutex_);
      images_.clouded_ids.push_back(item.id);
      images_.clouded.push_back(optical_by_name(item, scene_));
      if (!by_mask) images_.clouded.back()["SCL"] = *mask;
      return;
    }
    Asset asset = optical_by_name(item, scene_);
    for (const std::string& band : optical_bands(item, scene_)) {
      const auto path = band == clearness ? mask : fetch(item, band, *optical_signer_);
      if (!path) return;
      asset[by_mask && band == clearness ? "mask" : band] = *path;
    }
    if (has_doubtful_offset(item) && asset.contains("B04") && asset.contains("SCL"))
      correct_offset(item, asset["B04"], asset["SCL"], reflectance);
    asset["scale"] = fmt::format("{}", reflectance.scale);
    asset["offset"] = fmt::format("{}", reflectance.offset);
    optical_[i] = std::move(asset);
  }

  void correct_offset(const StacItem& item, const std::string& red, const std::string& scl,
                      StacReflectance& reflectance) {
    const std::optional<bool> taken_off = offset_is_taken_off(red, scl);
    if (!taken_off || *taken_off == (reflectance.offset == 0)) return;
    reflectance.offset = *taken_off ? 0 : -0.1;
    const std::lock_guard lock(mutex_);
    images_.offset_ids.push_back(item.id);
  }

  void fetch_radar(int i) {
    const StacItem& item = plan_.radar.items[i];
    Asset asset = radar_by_name(item);
    for (const std::string& band : radar_bands(item, scene_.vv)) {
      const auto path = fetch(item, band, *radar_signer_);
      if (!path) return;
      if (band != "mask" && has_whole_numbers(*open_raster(*path)))
        throw Error(ErrorKind::bad_input,
                    fmt::format("{} {} of {} holds digital numbers, and expected is gamma0 in linear power", item.id,
                                band, item.collection),
                    "choose another --radar-source or --sentinel1-collection, or calibrate the images and give them to "
                    "`undercast composite`");
      asset[band] = *path;
    }
    radar_[i] = std::move(asset);
  }

  const StacPlan& plan_;
  const StacScene& scene_;
  const StacFetching& fetching_;
  std::unique_ptr<StacSigner> optical_signer_, radar_signer_;
  std::vector<std::optional<Asset>> optical_, radar_;  ///< by item
  std::mutex mutex_;
  StacImages images_;
  int failures_in_a_row_ = 0;
};

}  // namespace

std::map<std::string, std::string> optical_by_name(const StacItem& item, const StacScene& scene) {
  std::map<std::string, std::string> asset{{"date", to_string(item.date())}, {"name", processing_name(item)}};
  if (clearness_band(item, scene) == scene.mask_asset) asset["mask-name"] = scene.mask_asset;
  return asset;
}

std::map<std::string, std::string> radar_by_name(const StacItem& item) {
  std::map<std::string, std::string> asset{{"date", to_string(item.date())}, {"name", processing_name(item)}};
  if (item.track.relative_orbit > 0) asset["relative-orbit"] = std::to_string(item.track.relative_orbit);
  if (!item.track.platform.empty()) asset["platform"] = item.track.platform;
  return asset;
}

StacImages fetch_images(const StacPlan& plan, const StacScene& scene, const StacFetching& fetching,
                        const StacHttp& http, Progress& progress) {
  require_s3_keys(plan.optical.items, scene.bands.front());
  require_s3_keys(plan.radar.items, "VH");
  const StacArchive& archive = plan.optical_archive;
  if (archive.earthdata) require_earthdata_login(archive.sentinel2);
  if (plan.radar_archive && plan.radar_archive->earthdata) require_earthdata_login(plan.radar_archive->sentinel1);
  if (!archive.s3_bucket.empty()) set_s3_endpoint(archive.s3_bucket, archive.s3_endpoint);
  fs::create_directories(fetching.folder);
  std::error_code unknown;
  const fs::space_info disk = fs::space(fetching.folder, unknown);
  if (!unknown && static_cast<double>(disk.available) < plan.megabytes * 1e6)
    spdlog::warn("{:.0f} MB are free for {}, and up to {:.0f} MB may be needed",
                 static_cast<double>(disk.available) / 1e6, fetching.folder, plan.megabytes);
  StacImages images = Fetch(plan, scene, fetching, http).run(progress);
  std::sort(images.clouded_ids.begin(), images.clouded_ids.end());
  std::sort(images.offset_ids.begin(), images.offset_ids.end());
  std::sort(images.failed.begin(), images.failed.end());
  if (!images.offset_ids.empty())
    spdlog::warn(
        "the data of {} images, such as {}, contradict the flag of their reflectance offset; the data were trusted",
        images.offset_ids.size(), images.offset_ids.front());
  if (images.freed_masks > 0)
    spdlog::info("{} masks declare a value as nodata that is clear; the declaration was left out", images.freed_masks);
  if (!images.failed.empty() && !fetching.leave_out_failed)
    throw Error(
        ErrorKind::remote,
        fmt::format("{} of {} files could not be fetched:\n  {}", images.failed.size(), plan.files,
                    fmt::join(images.failed, "\n  ")),
        fmt::format("run the command again: what has been fetched is kept in {}; or leave these images out with "
                    "--failed-images leave-out",
                    fetching.folder));
  for (const std::string& failure : images.failed) spdlog::warn("left out: {}", failure);
  if (images.sentinel2.empty() && !fetching.may_all_be_cloud)
    throw Error(ErrorKind::bad_input,
                fmt::format("none of the {} Sentinel-2 images has a clear pixel in the area ({} are all cloud, {} "
                            "failed)",
                            plan.optical.items.size(), images.clouded_ids.size(), images.failed.size()),
                "choose a larger area or other dates");
  return images;
}

}  // namespace undercast
