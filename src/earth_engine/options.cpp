// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/options.h"

namespace undercast {

void EarthEngineOptions::each(const OptionVisitor& visit) {
  visit("project", &project, {.text = "Google Cloud project that is registered for Earth Engine"});
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
  visit("radar-mean", &radar_mean,
        {.text = "average backscatter in linear power, or in dB as the published system does",
         .choices = {"power", "db"}});
  visit("requests", &requests, {.text = "requests that are sent at once; the service allows 40", .min = 1, .max = 40});
  visit("to", &to,
        {.text = "how the cube is fetched: by download, or by export to Google Drive or Cloud Storage and from there",
         .choices = {"download", "drive", "gcs"}});
  visit("folder", &folder, {.text = "folder in Google Drive for --to drive"});
  visit("bucket", &bucket, {.text = "bucket in Cloud Storage for --to gcs"});
  visit("prefix", &prefix, {.text = "beginning of the names of exported files; empty: the name of the cube"});
  visit("ee-api", &api,
        {.text = "address of the Earth Engine API, for example https://earthengine-highvolume.googleapis.com"});
  visit("drive-api", &drive_api, {.text = "address of the Google Drive API"});
  visit("storage-api", &storage_api, {.text = "address of the Cloud Storage API"});
  visit("token-api", &token_api,
        {.text = "address that issues tokens for a user's credentials; a service account's key names its own"});
}

}  // namespace undercast
