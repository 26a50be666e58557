// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "io/raster_images.h"

namespace undercast {

/// Whether a path names several rasters: a folder, a list (.txt, one path a line, relative to the
/// list), or STAC (.json: an item, an item collection, or a collection that links to items).
bool is_file_list(const std::string& path);

/// The rasters that such a path names. Of STAC items these are the assets whose key or href says a
/// variable. Throws Error(io) where it cannot be read, Error(bad_input) where it names no raster.
std::vector<NamedFile> listed_files(const std::string& path, const NameRules& rules);

}  // namespace undercast
