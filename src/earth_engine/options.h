// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// The options of retrievals from Earth Engine (docs/retrieve.md).
struct EarthEngineOptions {
  std::string project, credentials;
  std::string cloud_mask = "scl";
  double cloud_score = 0.6, cloud_probability = 65;
  std::string radar_mean = "power";
  int requests = 20;
  std::string to = "download", folder, bucket, prefix;
  std::string api = "https://earthengine.googleapis.com";
  std::string drive_api = "https://www.googleapis.com";
  std::string storage_api = "https://storage.googleapis.com";
  std::string token_api = "https://oauth2.googleapis.com/token";

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

template <class Self, class Visit>
void EarthEngineOptions::each(Self& self, Visit&& visit) {
  visit("project", self.project, {.text = "Google Cloud project that is registered for Earth Engine"});
  visit("credentials", self.credentials,
        {.text = "file with a service account's key or a user's credentials; empty: Earth Engine's own file, then "
                 "GOOGLE_APPLICATION_CREDENTIALS, then gcloud's file"});
  visit("cloud-mask", self.cloud_mask,
        {.text = "data that mask clouds: the scene classes (--scl-keep), Cloud Score+, the cloud probability of "
                 "s2cloudless, or the bits of QA60 (empty from 2022-01-25 to 2024-02-28)",
         .choices = {"scl", "cloud-score", "cloud-probability", "qa60"}});
  visit("cloud-score", self.cloud_score,
        {.text = "keep pixels with a Cloud Score+ (cs_cdf) of at least this", .min = 0, .max = 1});
  visit("cloud-probability", self.cloud_probability,
        {.text = "keep pixels with a cloud probability below this", .unit = "%", .min = 0, .max = 100});
  visit("radar-mean", self.radar_mean,
        {.text = "average backscatter in linear power, or in dB as the published system does",
         .choices = {"power", "db"}});
  visit("requests", self.requests,
        {.text = "requests that are sent at once; the service allows 40", .min = 1, .max = 40});
  visit("to", self.to,
        {.text = "how the cube is fetched: by download, or by export to Google Drive or Cloud Storage and from there",
         .choices = {"download", "drive", "gcs"}});
  visit("folder", self.folder, {.text = "folder in Google Drive for --to drive"});
  visit("bucket", self.bucket, {.text = "bucket in Cloud Storage for --to gcs"});
  visit("prefix", self.prefix, {.text = "beginning of the names of exported files; empty: the name of the cube"});
  visit("ee-api", self.api,
        {.text = "address of the Earth Engine API, for example https://earthengine-highvolume.googleapis.com"});
  visit("drive-api", self.drive_api, {.text = "address of the Google Drive API"});
  visit("storage-api", self.storage_api, {.text = "address of the Cloud Storage API"});
  visit("token-api", self.token_api,
        {.text = "address that issues tokens for a user's credentials; a service account's key names its own"});
}

}  // namespace undercast
