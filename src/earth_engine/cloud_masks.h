// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "earth_engine/composites.h"

namespace undercast {

/// Attaches to each Sentinel-2 image the data of its cloud mask, where another collection holds
/// them. `images_of` finds the images of a collection in the same area and days. Images without
/// such data are dropped.
EeNode with_cloud_source(const EeRecipe& recipe, const EeNode& images,
                         const std::function<EeNode(const std::string& collection)>& images_of);

/// 1 where `image`, made by with_cloud_source(), shows ground.
EeNode clear_ground(const EeRecipe& recipe, const EeNode& image);

}  // namespace undercast
