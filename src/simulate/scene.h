// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "core/cube.h"
#include "simulate/calendar.h"
#include "simulate/clearings.h"
#include "simulate/parcels.h"
#include "simulate/radar.h"
#include "simulate/simulate_options.h"
#include "simulate/weather.h"

namespace undercast {

/// A synthetic scene. Every value is a function of seed, place and time alone, so windows may have
/// any size and order. Const members are safe for several threads.
class Scene {
 public:
  /// Throws Error(usage) for a start that is no date, an unknown CRS, or clearings without room.
  explicit Scene(const SimulateOptions& options);

  const CubeLayout& layout() const { return layout_; }
  const SimulateOptions& options() const { return options_; }
  const std::vector<Clearing>& clearings() const { return clearings_; }

  struct View {
    Cube cube;       ///< as observed: NDVI the median of clear acquisitions, radar the power mean in dB; NaN where none
    Variable truth;  ///< NDVI without noise, haze and gaps at the middle of each period; nowhere NaN
  };
  View view(const Window& window) const;
  /// The parcels of a window with what happens on them.
  ParcelWindow parcels(const Window& window) const;
  Calendar calendar(const Parcel& parcel) const { return Calendar(parcel, first_, last_); }

 private:
  struct Place;
  struct Surface;
  const Clearing* clearing_at(int row, int col) const;  ///< nullptr: none
  Surface surface_of(const Window& window) const;
  double true_ndvi(const Place& place, double day) const;
  void observe_ndvi(const Surface& surface, Variable& ndvi) const;
  void observe_radar(const Surface& surface, Polarisation polarisation, Variable& radar) const;

  SimulateOptions options_;
  CubeLayout layout_;
  std::uint64_t seed_;
  Date first_, last_;
  Weather weather_;
  std::vector<Clearing> clearings_;
  std::vector<double> cloud_cover_, soil_moisture_;  ///< per optical image, per radar image
};

}  // namespace undercast
