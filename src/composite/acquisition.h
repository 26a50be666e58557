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
/// clear. An image that is known by its name alone, without bands, has no clear pixel, or the cube
/// that is continued holds what it gives.
struct OpticalFiles {
  struct Band {
    std::string path;
    ReflectanceScale scale;
  };
  Date date;
  std::map<std::string, Band> bands;  ///< by name: B04, B8A
  std::string scl;                    ///< scene classes; empty: none
  std::string mask;                   ///< from elsewhere, in their place; empty: none
  std::string name = {};              ///< of this processing of the image; empty: its files tell it from others
  std::string mask_name = {};         ///< of a mask that comes with this processing; empty: its content tells it
};

/// The files of a Sentinel-1 image: its backscatter, and a mask that is 0 where this is valid.
/// Empty names are absent; an image without VH is known by its name alone.
struct RadarFiles {
  Date date;
  std::string vh, vv;
  RadarTrack track;
  std::string mask = {};
  std::string name = {};  ///< as OpticalFiles::name
};

}  // namespace undercast
