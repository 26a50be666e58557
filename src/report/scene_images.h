// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "core/cube.h"
#include "io/overview_reader.h"
#include "report/scene_counts.h"

namespace undercast {

/// Where the images of a report come from; `bounds` is empty or {lower, upper}. Each has the NDVI bands of its steps.
struct ImageSource {
  OverviewReader* reader = nullptr;
  std::vector<int> bands;
};

/// `data:` address of bytes of a WebP file.
std::string data_url(const std::string& webp);

/// Images of every step, thinned out to at most 64, for the season's animation: {"width", "height", "steps",
/// "observed", "filled"}.
nlohmann::json season_frames(const Grid& grid, const ImageSource& cube, const ImageSource& filled, Progress& progress);

/// Maps of chosen steps: in each of five parts of the series the one nearest to half missing; {"width", "height",
/// "maps": [{"step", "observed", "filled", "spread"}]}. The spread is the width of the bounds.
nlohmann::json before_and_after(const Grid& grid, const ImageSource& cube, const ImageSource& filled,
                                const std::vector<ImageSource>& bounds, const SceneCounts& counts);

/// The share of missing values of each pixel, 0 to 1.
nlohmann::json missing_map(const SceneCounts& counts);

/// Colours of the scales, as CSS gradients from low to high.
nlohmann::json legends();

}  // namespace undercast
