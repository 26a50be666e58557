// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "composite/acquisition.h"
#include "composite/composite_options.h"
#include "composite/output_area.h"
#include "composite/source_image.h"
#include "core/progress.h"

namespace undercast {

/// One Sentinel-2 image, its files looked into.
struct OpticalLook {
  Date date;
  SourceImage red, nir, scl;
  ReflectanceScale red_scale, nir_scale;
};

/// One Sentinel-1 image.
struct RadarLook {
  Date date;
  SourceImage vh;
  std::optional<SourceImage> vv;
};

/// Everything that a composite is made of: images in order of date, and where they go.
struct Looks {
  std::vector<OpticalLook> optical;
  std::vector<RadarLook> radar;
  OutputArea area;
};

/// Finds the images, reads their headers (on `threads` threads), settles the cube's grid and leaves out images beside
/// it. Throws as find_optical, describe_image and output_area do, and Error(bad_input) when the area holds no image at
/// all, or when no area is given and images lie beside the first one's grid.
Looks gather_looks(const CompositeOptions& options, int threads);

}  // namespace undercast
