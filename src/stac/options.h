// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "net/archive_options.h"

namespace undercast {

/// The options of retrievals from STAC archives (docs/retrieve.md).
struct StacOptions : ArchiveOptions {
  std::string api, sas_api, radar_api, sentinel1_collection;
  double max_cloud_percent = 100;
  int connections = 0;
  std::string failed_images = "stop";
  std::string mask_asset;
  std::string raw;

  void each(const OptionVisitor& visit);  ///< without the options of ArchiveOptions
};

}  // namespace undercast
