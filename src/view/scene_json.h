// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "view/viewed_scene.h"

namespace undercast {

/// Returns the colours of a scale from low to high.
nlohmann::json css_colors(LayerScale scale);

/// Returns what the page needs about a scene: its place, the zooms of its tiles, its layers with
/// dates and colours.
nlohmann::json scene_json(const ViewedScene& scene, const std::string& basemap);

}  // namespace undercast
