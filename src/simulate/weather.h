// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/date.h"
#include "simulate/simulate_options.h"

namespace undercast {

/// The part of a seed that belongs to a date.
inline std::uint64_t key_of(Date date) { return static_cast<std::uint64_t>(date.time_since_epoch().count()); }

/// Day-to-day weather over the scene. One series of unsettled weather drives both clouds and rain.
/// It is the sum of two moving averages of daily shocks (e-folding in 3 and 15 days) and a yearly
/// cosine (the wet season).
class Weather {
 public:
  /// Serves the days in [first, last].
  Weather(const SimulateOptions& options, Date first, Date last);

  /// Days with an optical image, in order; their phase is fixed, like an orbit.
  const std::vector<Date>& sentinel2_dates() const { return sentinel2_dates_; }
  const std::vector<Date>& sentinel1_dates() const { return sentinel1_dates_; }
  /// Cloud cover at an optical image's date, 0 to 1. Within a year, the covers are the quantiles of
  /// cloud_cover_quantile(), assigned in order of unsettled weather.
  double cloud_cover(Date date) const;
  /// Volumetric soil moisture in m³/m³ without spatial variation: rain that drains and evaporates
  /// exponentially.
  double soil_moisture(Date date) const;
  double rain_mm(Date date) const;

 private:
  double unsettled(Date date) const;

  SimulateOptions options_;
  std::vector<Date> sentinel2_dates_, sentinel1_dates_;
};

/// Cloud cover below which a share of `q` of images lies: mostly clear or overcast skies (U shape),
/// `mean` on average.
double cloud_cover_quantile(double q, double mean);

}  // namespace undercast
