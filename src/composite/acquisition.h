// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/date.h"

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

/// One Sentinel-2 L2A image: files of the red (B04), near infrared (B08) and scene class (SCL) bands.
struct OpticalFiles {
  Date date;
  std::string red, nir, scl;
  ReflectanceScale red_scale, nir_scale;
};

/// One Sentinel-1 image: files of backscatter; an empty `vv` is absent.
struct RadarFiles {
  Date date;
  std::string vh, vv;
};

}  // namespace undercast
