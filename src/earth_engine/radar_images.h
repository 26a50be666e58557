// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"
#include "earth_engine/composites.h"
#include "earth_engine/service.h"

namespace undercast {

/// A Sentinel-1 acquisition that Earth Engine has.
struct EeRadarImage {
  Date date;
  int relative_orbit = 0;  ///< 0: unknown
  std::string platform;    ///< "S1A"; empty: unknown
  int absolute_orbit = 0;  ///< of OPERA, which does not say the platform; else 0
};

/// Asks which acquisitions a recipe takes; none without radar. Throws as EeService::ask does.
std::vector<EeRadarImage> list_radar_images(const EeRecipe& recipe, EeService& service);
/// Asks on which days Sentinel-2 images touch the area; a day may stand several times.
std::vector<Date> list_optical_days(const EeRecipe& recipe, EeService& service);

}  // namespace undercast
