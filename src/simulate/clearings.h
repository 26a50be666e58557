// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/time_axis.h"
#include "simulate/calendar.h"
#include "simulate/simulate_options.h"

namespace undercast {

/// A round patch of forest that is felled within days.
struct Clearing {
  Date day;
  double row, col, radius_px;  ///< rows and columns count from the scene's upper left corner

  bool holds(int at_row, int at_col) const;
  /// What stands on it, where `forest` would stand. Trunks and branches stay, so VH falls by about 4
  /// dB, less than to bare soil; NDVI falls from .86 to .22. Weeds grow after two months.
  Canopy canopy(Canopy forest, double on_day) const;
};

/// The clearings of a scene, none touching another, within the middle four fifths of its time.
/// Throws Error(usage) when they do not fit.
std::vector<Clearing> draw_clearings(const SimulateOptions& options, const TimeAxis& time, std::uint64_t seed);

/// The list as a metadata item holds it: day:row:col:radius, separated by commas.
std::string to_text(const std::vector<Clearing>& clearings);

}  // namespace undercast
