// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "core/cube.h"
#include "io/overview_reader.h"
#include "report/scene_counts.h"

namespace undercast {

/// The images of a report are read from such sources: a reader and the index's band of each step.
/// `bounds` is empty or {lower, upper}.
struct ImageSource {
  OverviewReader* reader = nullptr;
  std::vector<int> bands;
};

/// Returns the `data:` address of a WebP file, from its bytes.
std::string data_url(const std::string& webp);

/// Returns the images of all steps, thinned out to at most 64, for the season's animation:
/// {"width", "height", "steps", "observed", "filled"}.
nlohmann::json season_frames(const CubeLayout& layout, const ImageSource& cube, const ImageSource& filled,
                             Progress& progress);

/// Returns maps of the steps that half_observed_steps() chooses: {"width", "height",
/// "maps": [{"step", "observed", "filled", "spread"}]}. The spread is the width of the bounds.
nlohmann::json before_and_after(const CubeLayout& layout, const ImageSource& cube, const ImageSource& filled,
                                const std::vector<ImageSource>& bounds, const SceneCounts& counts);

/// Returns the map of the share of missing values, 0 to 1.
nlohmann::json missing_map(const SceneCounts& counts);

/// Returns the colours of the scales as CSS gradients from low to high.
nlohmann::json legends(const SpectralIndex& index);

}  // namespace undercast
