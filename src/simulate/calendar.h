// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/time_axis.h"
#include "simulate/crops.h"
#include "simulate/parcels.h"

namespace undercast {

/// Days since 1970-01-01.
inline double day_number(Date date) { return static_cast<double>(date.time_since_epoch().count()); }

/// What stands on a parcel on one day.
struct Canopy {
  double green = 0;        ///< green cover, 0 bare to 1 full
  double water = 0;        ///< canopy water, 0 none to 1 full; rises after the green and dries before harvest
  double tilled = 0;       ///< 1 just tilled, fading as the soil settles
  double peak_ndvi = 0.9;  ///< NDVI at full green cover
  double canopy_vh_db = -17, attenuation = 1;  ///< as in Crop
  bool is_water = false;
};

/// One sowing on one parcel. Days are counted from 1970-01-01.
struct Sowing {
  const Crop* crop;
  double sown, growth_mid, growth_days, senescence_mid, senescence_days, harvest, winter_cover, peak_ndvi;
};

/// What happens on one parcel in a span of days, drawn from its id: rotation, sowings, harvests,
/// mowings. Green cover follows a double logistic curve (Beck et al. 2006, Remote Sensing of
/// Environment 100, eq. 3) with a winter level as in Elmore et al. (2012, Global Change Biology
/// 18); harvest and mowing cut it within days.
class Calendar {
 public:
  Calendar(const Parcel& parcel, Date first, Date last);

  /// `delay_days` shifts growth but not harvests: parts of a field develop earlier or later, and
  /// all are cut on the same day.
  Canopy at(double day, double delay_days) const;
  const Parcel& parcel() const { return parcel_; }
  /// Sowings in order of time; empty where nothing is sown.
  const std::vector<Sowing>& sowings() const { return sowings_; }
  const std::vector<double>& mowings() const { return mowings_; }
  /// Differences between parcels under the same use.
  double soil_ndvi() const { return soil_ndvi_; }
  double radar_offset_db() const { return radar_offset_db_; }

 private:
  Canopy crop_canopy(double day, double delay_days) const;
  Canopy meadow_canopy(double day, double delay_days) const;
  Canopy forest_canopy(double day, double delay_days) const;

  Parcel parcel_;
  std::vector<Sowing> sowings_;
  std::vector<double> mowings_;
  double soil_ndvi_, radar_offset_db_, vigour_, shift_days_;
};

}  // namespace undercast
