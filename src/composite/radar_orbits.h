// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "composite/acquisition.h"
#include "core/date.h"
#include "core/time_axis.h"

namespace undercast {

/// When a radar image was taken, on which track, and its backscatter at some places of the scene
/// (dB; NaN: it holds nothing there).
struct RadarSample {
  Date date;
  RadarTrack track;
  std::vector<float> places_db = {};
};

/// The images of one relative orbit, by their places in the list.
struct RadarOrbit {
  std::string name;  ///< "37"; "a", "b", ... where the dates tell the orbits apart
  std::vector<int> images;
  std::vector<std::string> platforms;
};

/// Parts a list of images into relative orbits.
struct RadarOrbits {
  std::vector<RadarOrbit> orbits;  ///< one orbit without a name where they are not known
  bool from_dates = false;         ///< no image says its orbit, but dates repeat every 6 days
  bool known() const { return !orbits.empty() && !orbits.front().name.empty(); }
};
/// Where no image says its relative orbit, dates that repeat every 6 days tell orbits apart (two
/// satellites; each repeats every 12 days): at most three such groups, each with at least 3 dates
/// and a tenth of all, and no date twice. Orbits stay unknown where only some images say theirs.
RadarOrbits part_by_orbit(const std::vector<RadarSample>& images);

/// One radar series of a cube.
struct RadarSeries {
  std::string orbit;        ///< name of its only relative orbit; empty: several or unknown ones
  std::string description;  ///< for people: "relative orbit 37 (75 acquisitions of S1A); left out: ..."
  std::vector<int> images;
  std::string acquisitions;             ///< of these images, in order of date: "2018-05-01 37 S1A, 2018-05-07 37 S1B"
  std::vector<std::string> taken = {};  ///< key_of_orbit() of its orbits; none: whatever orbits there are
};
/// The acquisitions of some images as RadarSeries::acquisitions lists them; ? stands for what is
/// unknown.
std::string list_of_acquisitions(const std::vector<int>& chosen, const std::vector<RadarSample>& images);

/// Chooses as --radar-orbits `choice` says; docs/method.md, Compositing, defines it. The first
/// series is for the cube, and `apart` gives further ones. Throws Error(bad_input) for best and
/// apart where the orbits are unknown.
std::vector<RadarSeries> choose_radar(const std::string& choice, const std::vector<RadarSample>& images,
                                      const TimeAxis& periods);

/// What an image says of its relative orbit: "37", or "day2" where it repeats every 6 days.
std::string key_of_orbit(const RadarSample& image);

/// The series of the orbits that RadarSeries::taken of an earlier choice names.
RadarSeries repeated_choice(const std::vector<std::string>& taken, const std::vector<RadarSample>& images);

}  // namespace undercast
