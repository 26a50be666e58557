// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"
#include "net/patience.h"

namespace undercast {

/// The options that every source of images has, Earth Engine too.
struct ArchiveOptions {
  std::string sentinel2_collection;
  std::string radar_source = "planetary-computer";
  std::string orbit = "both";
  double retry_pause_s = 1;
  double timeout_s = 900;

  Patience patience() const { return {8, retry_pause_s, 60 * retry_pause_s, timeout_s}; }

  void each(const OptionVisitor& visit);
};

}  // namespace undercast
