// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "view/viewed_scene.h"

namespace undercast {

/// What the page must know of a scene: where it lies, its tiles' zooms, its layers with dates and colours.
nlohmann::json scene_json(const ViewedScene& scene, const std::string& basemap);

}  // namespace undercast
