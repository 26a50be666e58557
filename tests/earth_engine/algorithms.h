// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace undercast {

/// The names of algorithms, and their arguments in order: "input value? sameFootprint?", optional
/// ones with a ?.
using Algorithms = std::map<std::string, std::string>;

/// The algorithms of Earth Engine that the graphs of this program and of its tests call.
const Algorithms& algorithms();

/// The algorithms of a list in the form of the service (v1/projects/.../algorithms).
Algorithms algorithms_of(const nlohmann::json& list);

}  // namespace undercast
