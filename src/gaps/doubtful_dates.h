// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// A date whose NDVI departs from both neighbouring dates in the same direction.
struct DepartingDate {
  int step = 0;
  double from_previous = 0, from_next = 0;  ///< mean difference, of the same pixels
};
/// The dates that depart by more than kDeparture. A neighbour lies within 30 days. Means are of the
/// pixels that are observed on all three dates: at least ten, and a twentieth of the pixels that
/// are ever observed.
std::vector<DepartingDate> departing_dates(const Variable& ndvi);
inline constexpr double kDeparture = 0.2;

/// Days without radar within the dates of NDVI, from the first period of radar on.
struct RadarGap {
  Date first, last;  ///< both included
};
/// The stretches without radar from `begin` to the day before `end` that are longer than 32 days
/// and three times the usual distance of its periods, which are in order.
std::vector<RadarGap> radar_gaps(const std::vector<Period>& with_radar, Date begin, Date end);
/// The gaps of radar in a cube, before its first and after its last date as well. A date has radar
/// where at least half of the pixels do that have it on any date. None for a cube without radar.
std::vector<RadarGap> radar_gaps(const Cube& cube);
/// "2018-09-01 to 2018-11-29, ..."
std::string describe(const std::vector<RadarGap>& gaps);

/// A sentence for each departing date and one for all radar gaps. `cube` may be a sample of the
/// scene.
std::vector<std::string> doubts_of(const Cube& cube);

}  // namespace undercast
