// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "composite/earlier_cube.h"
#include "composite/find_acquisitions.h"
#include "core/spectral_index.h"

namespace undercast {

/// The images of each period, and which periods of a cube that is continued have no image that is
/// new: they are copied from it, and their images are not read.
struct PeriodImages {
  CompositePeriods periods;
  std::vector<std::string> optical, radar;         ///< by period: "2018-05-01 NAME, 2018-05-03 NAME"
  std::vector<bool> copied_optical, copied_radar;  ///< by period
  bool vv = false;                                 ///< whether the cube has VV
};

/// The images of the relative orbits in `taken` (none: of all) count as radar. `earlier` may be
/// null: nothing is copied then. Throws Error(bad_input) when `earlier` has periods or radar that
/// the options do not give, and when a period with a new image lacks one that it was made of.
PeriodImages images_of_periods(const CompositeOptions& options, const FoundFiles& found,
                               const std::vector<std::string>& taken, const EarlierCube* earlier);

/// Leaves the images of periods that are made.
void keep_images_to_read(const PeriodImages& images, const std::vector<std::string>& taken, FoundFiles& found);

/// The band of a variable and a period.
std::string band_name(const std::string& variable, const Period& period);

}  // namespace undercast
