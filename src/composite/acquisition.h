// SPDX-License-Identifier: Apache-2.0
#pragma once
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

/// The files of a Sentinel-2 L2A image: red (B04), near infrared (B08) and scene class (SCL).
struct OpticalFiles {
  Date date;
  std::string red, nir, scl;
  ReflectanceScale red_scale, nir_scale;
};

/// The files of a Sentinel-1 image: its backscatter, and a mask that is 0 where this is valid. Empty
/// names are absent.
struct RadarFiles {
  Date date;
  std::string vh, vv;
  RadarTrack track;
  std::string mask = {};
};

}  // namespace undercast
