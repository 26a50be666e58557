// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "earth_engine/service.h"
#include "earth_engine/tiles.h"

namespace undercast {

/// Asks which radar images there are, and chooses among their relative orbits as --radar-orbits
/// `choice` says (composite/radar_orbits.h); an image counts as one of the whole area. The cube's
/// recipe takes those orbits alone. Returns what the cube holds, for people; empty if there is no
/// image. Throws as EeService::ask and choose_radar() do.
std::string choose_relative_orbits(const std::string& choice, EeService& service, EeCube& cube);

}  // namespace undercast
