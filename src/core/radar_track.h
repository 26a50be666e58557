// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// The path of the satellite on which a Sentinel-1 image was taken. Images of one relative orbit
/// see a place at the same angle, every 12 days with each satellite.
struct RadarTrack {
  int relative_orbit = 0;  ///< 1 to 175; 0: unknown
  std::string platform;    ///< "S1A"; empty: unknown
  bool operator==(const RadarTrack&) const = default;
};

/// The ground track of Sentinel-1 repeats after so many orbits, in 12 days.
inline constexpr int kRelativeOrbits = 175;

/// The track that the name of a Sentinel-1 product in a path says, wherever it stands in the path:
///     S1A_IW_GRDH_1SDV_20180512T055019_20180512T055044_021870_025C3D_1234   (021870: absolute orbit)
///     OPERA_L2_RTC-S1_T037-078321-IW1_20180512T055020Z_..._S1A_30_v1.0      (T037: relative orbit)
/// The relative orbit follows from the absolute one (SentiWiki, "Relationship between relative and
/// absolute orbit numbers"; Sentinel-1C was moved in June 2026, after its orbit 8018). It is unknown
/// for any other name.
RadarTrack track_of_name(const std::string& path);

/// "S1A": the satellite whose absolute orbit follows this ground track; empty when none does.
std::string platform_of(int relative_orbit, int absolute_orbit);

}  // namespace undercast
