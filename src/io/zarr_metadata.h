// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "io/cf_layout.h"

namespace undercast {

/// Completes the metadata of a Zarr store (version 2) that CfFile has made: every array names
/// its dimensions in _ARRAY_DIMENSIONS, which xarray requires and GDAL leaves out for some, and
/// .zmetadata holds all metadata in one file. Throws Error(io).
void consolidate_zarr(const std::string& folder, const CfLayout& layout);

}  // namespace undercast
