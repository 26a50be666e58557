// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/date.h"
#include "simulate/simulate_options.h"

namespace undercast {

/// Day-to-day weather over the scene: one series of how unsettled it is drives both clouds and rain. The series sums
/// two moving averages of daily shocks (e-folding in 3 and 15 days) and a yearly cosine (the wet season).
class Weather {
 public:
  /// Days in [first, last] can be asked for.
  Weather(const SimulateOptions& options, Date first, Date last);

  /// Days with an optical image, in order; the phase is fixed, as an orbit's is.
  const std::vector<Date>& sentinel2_dates() const { return sentinel2_dates_; }
  const std::vector<Date>& sentinel1_dates() const { return sentinel1_dates_; }
  /// Cloud cover at an optical image's date, 0 to 1. Within each year the covers' distribution is exactly that of
  /// cloud_cover_quantile(), dealt out in the order of unsettledness.
  double cloud_cover(Date date) const;
  /// Volumetric soil moisture in m³/m³ without spatial variation: rain that drains and evaporates away exponentially.
  double soil_moisture(Date date) const;
  double rain_mm(Date date) const;

 private:
  double unsettled(Date date) const;

  SimulateOptions options_;
  std::vector<Date> sentinel2_dates_, sentinel1_dates_;
};

/// Cloud cover below which a share of `q` of images lies: mostly clear or overcast skies (U shape), `mean` on average.
double cloud_cover_quantile(double q, double mean);

}  // namespace undercast
