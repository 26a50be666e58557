// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "composite/describe_acquisitions.h"
#include "composite/radar_orbits.h"

namespace undercast {

/// The radar series of a cube, chosen as --radar-orbits says; none without radar images. Where there
/// is a choice, VH of each image is read at a few places that are spread over the area, because an
/// orbit may cover a part of it alone. Throws as choose_radar does, and Error(io).
std::vector<RadarSeries> radar_series(const Acquisitions& acquisitions, const CompositeOptions& options,
                                      const TimeAxis& periods, int threads);

}  // namespace undercast
