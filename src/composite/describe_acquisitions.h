// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "composite/acquisition.h"
#include "composite/composite_options.h"
#include "composite/find_acquisitions.h"
#include "composite/output_area.h"
#include "composite/source_image.h"

namespace undercast {

/// One Sentinel-2 image whose headers have been read.
struct OpticalAcquisition {
  struct Band {
    SourceImage image;
    ReflectanceScale scale;
  };
  Date date;
  std::vector<Band> bands;        ///< of the indices, in alphabetical order
  SourceImage mask;               ///< says which pixels are clear
  bool has_scene_classes = true;  ///< whether `mask` is an SCL; else it comes from elsewhere
};

struct RadarImage {
  SourceImage vh;
  std::optional<SourceImage> vv, mask;  ///< the mask has the grid of VH
};

/// One pass of Sentinel-1: the images of a day on a known track, which adjoin (frames, bursts), or
/// else a single image.
struct RadarAcquisition {
  Date date;
  RadarTrack track;
  std::vector<RadarImage> images;
};

/// Everything that a cube of composites is made of: acquisitions in order of date, and the area.
struct Acquisitions {
  std::vector<OpticalAcquisition> optical;
  std::vector<RadarAcquisition> radar;
  OutputArea area;
};

/// Reads the headers of the images on `threads` threads, determines the cube's grid and leaves out
/// images beside it. Images that are known by name alone are left out, too. `grid` is the grid of a
/// cube that is continued, or null. Throws as describe_image and output_area do, and
/// Error(bad_input) when no image of a sensor lies in the area, when radar in linear power has
/// digital numbers, or when no area is given and images lie beside the first one's grid.
Acquisitions describe_acquisitions(const FoundFiles& found, const CompositeOptions& options, int threads,
                                   const Grid* grid = nullptr);

}  // namespace undercast
