// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace undercast {

/// Why Earth Engine would refuse an expression, by the list of its algorithms: a reference without a node, an algorithm
/// or argument that is unknown, an argument that is absent. Empty: it would not.
std::string fault_of(const nlohmann::json& expression, const nlohmann::json& algorithms);

/// What a stack of composites asks for, read off its graph.
struct AskedBand {
  std::string name;        ///< that the stack gives it
  std::string variable;    ///< NDVI, VH, VV
  std::string start, end;  ///< days of the period, the end not included
};
/// Throws std::runtime_error when the graph is another.
std::vector<AskedBand> asked_bands(const nlohmann::json& expression);

/// The periods of a graph of counts, [start, end) each.
std::vector<std::pair<std::string, std::string>> counted_periods(const nlohmann::json& expression);

/// West, south, east, north of the polygon in which images are sought.
std::array<double, 4> searched_box(const nlohmann::json& expression);

/// Every id of an ImageCollection.load.
std::vector<std::string> loaded_collections(const nlohmann::json& expression);

}  // namespace undercast
