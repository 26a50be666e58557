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
  std::string radar_collection = "s1-grd", radar_mean = "power";
  int requests = 20;
  std::string to = "download", folder, bucket, prefix;
  std::string api = "https://earthengine.googleapis.com";
  std::string drive_api = "https://www.googleapis.com";
  std::string storage_api = "https://storage.googleapis.com";
  std::string token_api = "https://oauth2.googleapis.com/token";

  bool exports() const { return to != "download"; }

  void each(const OptionVisitor& visit);
};

/// Throws Error(usage) for a project that is given by its name, and for an export without a folder
/// or bucket, or with names that Google would not accept.
void check(const EarthEngineOptions& options);

}  // namespace undercast
