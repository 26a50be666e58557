// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/radar_track.h"

namespace undercast {

/// reflectance = scale * digital number + offset.
struct ReflectanceScale {
  double scale = 0.0001, offset = 0;
};

/// First and last day, both included.
struct DateRange {
  Date first, last;
  bool holds(Date date) const { return first <= date && date <= last; }
};

/// The files of a Sentinel-2 L2A image: the bands of the indices, and what says which pixels are
/// clear.
struct OpticalFiles {
  struct Band {
    std::string path;
    ReflectanceScale scale;
  };
  Date date;
  std::map<std::string, Band> bands;  ///< by name: B04, B8A
  std::string scl;                    ///< scene classes; empty: none
  std::string mask;                   ///< from elsewhere, in their place; empty: none
};

/// The files of a Sentinel-1 image: its backscatter, and a mask that is 0 where this is valid.
/// Empty names are absent.
struct RadarFiles {
  Date date;
  std::string vh, vv;
  RadarTrack track;
  std::string mask = {};
};

}  // namespace undercast
