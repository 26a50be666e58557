// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "composite/composite_options.h"
#include "core/grid.h"

class OGRGeometry;

namespace undercast {

/// The cube's grid, and the polygon that limits it, in the grid's CRS; null: every pixel is wanted.
struct OutputArea {
  Grid grid;
  std::shared_ptr<const OGRGeometry> polygon;
};

/// Reads --area, --area-crs, --crs and --resolution; `first` is the grid of the first Sentinel-2
/// B04. Throws Error(usage) for options that do not fit together, Error(bad_input) for a polygon
/// file that is unreadable or has no CRS.
OutputArea output_area(const CompositeOptions& options, const Grid& first);

/// The UTM zone (as "EPSG:32631") around the middle of --area. Throws as output_area, and
/// Error(usage) without an area.
std::string utm_zone_of_area(const CompositeOptions& options);

/// The polygon as Well-Known Text, which identifies it; empty without one.
std::string polygon_text(const OutputArea& area);
/// A hash of that text; empty without a polygon.
std::string polygon_identity(const OutputArea& area);

/// 1 for the pixels of a window [row, col] whose centres lie in the area, 0 for the others.
std::vector<unsigned char> inside(const OutputArea& area, const Window& window);

}  // namespace undercast
