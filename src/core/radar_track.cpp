// SPDX-License-Identifier: Apache-2.0
#include "core/radar_track.h"

#include <regex>

namespace undercast {
namespace {

int relative_orbit_of(char satellite, int absolute_orbit) {
  constexpr int kLastOrbitBeforeMove = 8018;
  const int first = satellite == 'A'   ? 73
                    : satellite == 'B' ? 27
                    : satellite == 'D' ? 42
                                       : (absolute_orbit <= kLastOrbitBeforeMove ? 172 : 99);
  return ((absolute_orbit - first) % kRelativeOrbits + kRelativeOrbits) % kRelativeOrbits + 1;
}

}  // namespace

RadarTrack track_of_name(const std::string& path) {
  static const auto icase = std::regex::ECMAScript | std::regex::icase;
  // The names of the files within a product have dashes: s1a-iw-grd-vh-20180512t055019-...
  static const std::regex product(R"(S1([A-D])[-_]\w\w[-_][-\w]{6,9}[-_]\d{8}T\d{6}[-_]\d{8}T\d{6}[-_](\d{6})[-_])",
                                  icase);
  static const std::regex opera(R"(RTC-S1_T(\d{3})-\w{6}-IW\d_\S*_S1([A-D])_)", icase);
  constexpr std::size_t kLongestPath = 4096;  // the regular expressions recurse
  if (path.size() > kLongestPath) return {};
  std::smatch part;
  if (std::regex_search(path, part, opera)) {
    const int orbit = std::stoi(part[1]);
    if (orbit >= 1 && orbit <= kRelativeOrbits) return {orbit, "S1" + part[2].str()};
  }
  if (!std::regex_search(path, part, product)) return {};
  const char satellite = static_cast<char>(std::toupper(static_cast<unsigned char>(*part[1].first)));
  return {relative_orbit_of(satellite, std::stoi(part[2])), std::string("S1") + satellite};
}

std::string platform_of(int relative_orbit, int absolute_orbit) {
  for (const char satellite : {'A', 'B', 'C', 'D'})
    if (relative_orbit_of(satellite, absolute_orbit) == relative_orbit) return std::string("S1") + satellite;
  return {};
}

}  // namespace undercast
