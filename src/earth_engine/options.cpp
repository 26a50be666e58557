// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace undercast {
namespace {

bool has_only(const std::string& text, std::string_view signs) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || signs.find(c) != signs.npos;
  });
}

void check_prefix(const std::string& prefix, bool is_drive) {
  if (is_drive && prefix.find('/') != prefix.npos)
    throw Error(ErrorKind::usage, fmt::format("--prefix '{}' is not a file name", prefix),
                "leave out the folder: --folder names it");
  if (prefix.starts_with('/') || prefix.ends_with('/') || prefix.find("//") != prefix.npos)
    throw Error(ErrorKind::usage, fmt::format("--prefix '{}' has an empty part", prefix),
                "give the beginning of the files' names, such as cube or folder/cube");
}

}  // namespace

void EarthEngineOptions::each(const OptionVisitor& visit) {
  visit("project", &project, {.text = "id of a Google Cloud project that is registered for Earth Engine"});
  visit("credentials", &credentials,
        {.text = "file with a service account's key or a user's credentials; empty: Earth Engine's own file, then "
                 "GOOGLE_APPLICATION_CREDENTIALS, then gcloud's file"});
  visit("cloud-mask", &cloud_mask,
        {.text = "data that mask clouds: the scene classes (--scl-keep), Cloud Score+, the cloud probability of "
                 "s2cloudless, or the bits of QA60 (empty from 2022-01-25 to 2024-02-28)",
         .choices = {"scl", "cloud-score", "cloud-probability", "qa60"}});
  visit("cloud-score", &cloud_score,
        {.text = "keep pixels with a Cloud Score+ (cs_cdf) of at least this", .min = 0, .max = 1});
  visit("cloud-probability", &cloud_probability,
        {.text = "keep pixels with a cloud probability below this", .unit = "%", .min = 0, .max = 100});
  visit(
      "radar-collection", &radar_collection,
      {.text = "Sentinel-1 images: GRD scenes (sigma0, 10 m), or OPERA RTC-S1 from 2016-04 on (gamma0, radiometrically "
               "terrain-corrected, 30 m, without shadow and layover)",
       .choices = {"s1-grd", "opera"}});
  visit("radar-mean", &radar_mean,
        {.text = "average backscatter in linear power, or in dB as the published system does",
         .choices = {"power", "db"}});
  visit("requests", &requests, {.text = "requests that are sent at once; the service allows 40", .min = 1, .max = 40});
  visit("to", &to,
        {.text = "how the cube is fetched: by download, or by export to Google Drive or Cloud Storage and from there",
         .choices = {"download", "drive", "gcs"}});
  visit("folder", &folder, {.text = "folder in Google Drive for --to drive"});
  visit("bucket", &bucket, {.text = "bucket in Cloud Storage for --to gcs"});
  visit(
      "prefix", &prefix,
      {.text = "beginning of the names of exported files, in a bucket also folder/name; empty: the name of the cube"});
  visit("ee-api", &api,
        {.text = "address of the Earth Engine API, for example https://earthengine-highvolume.googleapis.com"});
  visit("drive-api", &drive_api, {.text = "address of the Google Drive API"});
  visit("storage-api", &storage_api, {.text = "address of the Cloud Storage API"});
  visit("token-api", &token_api,
        {.text = "address that issues tokens for a user's credentials; a service account's key names its own"});
}

void check(const EarthEngineOptions& options) {
  // Ids of old projects may begin with a domain: example.com:my-project.
  if (!has_only(options.project, "-.:"))
    throw Error(
        ErrorKind::usage, fmt::format("--project '{}' is not the id of a project", options.project),
        "give the id, not the name: lower-case letters, digits and hyphens, such as my-project-123456; the Cloud "
        "console and `gcloud projects list` show it");
  if (!options.exports()) return;
  const bool is_drive = options.to == "drive";
  if (is_drive && options.folder.empty())
    throw Error(ErrorKind::usage, "--to drive needs --folder", "name a folder; it is made when it does not exist");
  if (!is_drive && options.bucket.empty())
    throw Error(ErrorKind::usage, "--to gcs needs --bucket", "name a bucket that this account may write to");
  if (!is_drive && !has_only(options.bucket, "-._"))
    throw Error(ErrorKind::usage, fmt::format("--bucket '{}' is not the name of a bucket", options.bucket),
                "give its name in lower case, without gs:// and folders, which belong into --prefix folder/name");
  check_prefix(options.prefix, is_drive);
}

}  // namespace undercast
