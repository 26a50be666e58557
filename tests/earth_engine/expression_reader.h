// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace undercast {

/// Why Earth Engine would refuse an expression: a reference without a node, an algorithm or
/// argument that is unknown (algorithms.h), an argument that is absent. Empty when it would accept
/// the expression.
std::string fault_of(const nlohmann::json& expression);

/// A hash of what an expression computes: 16 hexadecimal digits, the same however its nodes are
/// numbered and shared and its functions' arguments named.
std::string meaning_of(const nlohmann::json& expression);

/// A band of a stack of composites, read from its graph.
struct AskedBand {
  std::string name;        ///< its name in the stack
  std::string variable;    ///< NDVI, EVI2, VH, VV
  std::string start, end;  ///< days of the period, the end not included
  std::string function;    ///< key of the function that makes it of an image
};
/// Throws std::runtime_error for another graph.
std::vector<AskedBand> asked_bands(const nlohmann::json& expression);

/// The periods of a graph of counts, [start, end) each.
std::vector<std::pair<std::string, std::string>> counted_periods(const nlohmann::json& expression);

/// The properties of images that a graph lists; none for another graph.
std::vector<std::string> listed_properties(const nlohmann::json& expression);

/// West, south, east, north of the polygon of the search.
std::array<double, 4> searched_box(const nlohmann::json& expression);

/// Every id of an ImageCollection.load.
std::vector<std::string> loaded_collections(const nlohmann::json& expression);

}  // namespace undercast
