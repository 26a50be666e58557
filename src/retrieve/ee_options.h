// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// How Earth Engine is asked, for what, and where its answers go (docs/retrieve.md).
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
  visit("project", self.project, OptionText{"Google Cloud project that is registered for Earth Engine"});
  visit("credentials", self.credentials,
        OptionText{"file with a service account's key or a user's credentials; empty: Earth Engine's own file, then "
                   "GOOGLE_APPLICATION_CREDENTIALS, then gcloud's"});
  visit("cloud-mask", self.cloud_mask,
        OptionText{"what tells clouds from ground: the scene classes (--scl-keep), Cloud Score+, the cloud probability "
                   "of s2cloudless, or the bits of QA60 (empty from 2022-01-25 to 2024-02-28)",
                   "",
                   {},
                   {},
                   {"scl", "cloud-score", "cloud-probability", "qa60"}});
  visit("cloud-score", self.cloud_score,
        OptionText{"keep pixels with a Cloud Score+ (cs_cdf) of at least this", "", 0, 1});
  visit("cloud-probability", self.cloud_probability,
        OptionText{"keep pixels with a cloud probability below this", "%", 0, 100});
  visit("radar-mean", self.radar_mean,
        OptionText{
            "average backscatter in linear power, or in dB as the published system does", "", {}, {}, {"power", "db"}});
  visit("requests", self.requests, OptionText{"requests in flight; the service allows 40", "", 1, 40});
  visit("to", self.to,
        OptionText{
            "how the cube comes here: downloaded, or exported to Google Drive or Cloud Storage and fetched from there",
            "",
            {},
            {},
            {"download", "drive", "gcs"}});
  visit("folder", self.folder, OptionText{"folder in Google Drive for --to drive"});
  visit("bucket", self.bucket, OptionText{"bucket for --to gcs"});
  visit("prefix", self.prefix, OptionText{"beginning of the exported files' names; empty: the cube's own name"});
  visit("ee-api", self.api,
        OptionText{"address of the Earth Engine API, for example https://earthengine-highvolume.googleapis.com"});
  visit("drive-api", self.drive_api, OptionText{"address of the Google Drive API"});
  visit("storage-api", self.storage_api, OptionText{"address of the Cloud Storage API"});
  visit("token-api", self.token_api,
        OptionText{"address that turns a user's credentials into tokens; a service account's key says its own"});
}

}  // namespace undercast
