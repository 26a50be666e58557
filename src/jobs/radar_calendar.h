// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "composite/radar_orbits.h"

namespace undercast {

/// When an archive has images for a cube, whatever their clouds. Images of one day are one
/// acquisition, except that radar of several relative orbits or platforms counts for each of them.
struct ArchiveCalendar {
  DateRange optical_dates, radar_dates;  ///< the days that the cube asks for
  std::vector<Date> optical;             ///< in any order; a day may stand several times
  std::vector<RadarSample> radar;        ///< likewise; empty: the cube has no radar, or there is none
};

/// How many acquisitions there are in each month: a line for Sentinel-2 and one for each relative
/// orbit and platform of Sentinel-1, year by year. "-" marks months outside of the dates.
std::string describe(const ArchiveCalendar& calendar);

/// Sentences in plain words, none where all is well:
/// - Sentinel-1 stops before Sentinel-2, begins after it, or has a gap (radar_gaps() says when);
/// - Sentinel-1 thins out: from some month on it has at most 0.6 as many acquisitions a month as
///   before, and at least one less;
/// - Sentinel-2 has less than 0.4 of the acquisitions of its revisit in some months: every 5 days,
///   or every 10 days before July 2017, when Sentinel-2B began.
std::vector<std::string> warnings_of(const ArchiveCalendar& calendar);

}  // namespace undercast
