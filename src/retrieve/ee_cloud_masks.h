// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "retrieve/ee_composites.h"

namespace undercast {

/// Gives each Sentinel-2 image what its cloud mask is read from, where that is another collection. `images_of` finds a
/// collection's images of the same area and days. Images that have no such companion fall out.
EeNode with_cloud_source(const EeRecipe& recipe, const EeNode& images,
                         const std::function<EeNode(const std::string& collection)>& images_of);

/// 1 where `image`, of with_cloud_source(), shows ground.
EeNode clear_ground(const EeRecipe& recipe, const EeNode& image);

}  // namespace undercast
