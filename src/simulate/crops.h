// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

namespace undercast {

/// Calendar, greenness and radar response of a crop in north-western Europe. Days count from 1
/// January of the year of harvest and may be negative for winter crops. Parcels depart from them
/// (calendar.h).
struct Crop {
  const char* name;
  double share;             ///< of cropland
  double sown, growth_mid;  ///< growth_mid: when greenness rises fastest
  double growth_days;       ///< time scale of the rise
  double senescence_mid, senescence_days;
  double harvest;
  double winter_cover;  ///< share of the peak reached soon after an autumn sowing
  double peak_ndvi;
  double canopy_vh_db;       ///< backscatter of a canopy that hides the soil
  double attenuation;        ///< two-way optical depth (2 B V2 / cos) of the full canopy
  double catch_crop_chance;  ///< of a catch crop after harvest
};

/// Calendars follow the usual ones of Belgium; the radar levels follow the seasonal VH profiles of
/// Veloso et al. (2017, Remote Sensing of Environment 199) and Vreugdenhil et al. (2018, Remote
/// Sensing 10, 1396): cereals dim while their stems grow, broad leaves and maize brighten.
std::span<const Crop> crops();

/// Sown between two main crops to cover the soil.
const Crop& catch_crop();

}  // namespace undercast
