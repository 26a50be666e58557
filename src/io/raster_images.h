// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "io/cube_images.h"
#include "net/url.h"

namespace undercast {

/// A raster, and what is known of its images before it is opened.
struct NamedFile {
  std::string path;
  ImageName name = {};
  std::optional<double> scale = {}, offset = {};  ///< that a catalogue states; the raster's own come before

  /// The path for messages.
  std::string shown() const { return without_secrets(path); }
};

/// Finds images in rasters of one grid. A band says in its description or metadata what it is, or
/// the file's name does. `role`: NDVI, VH, VV, RED or NIR, where only this variable is wanted, and
/// all images that do not say otherwise are of it; empty: NDVI, VH and VV. `path` names them all in
/// messages.
CubeImages images_of_rasters(const std::string& path, const std::vector<NamedFile>& files, const std::string& role,
                             const NameRules& rules);

}  // namespace undercast
