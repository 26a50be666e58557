// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/cube.h"
#include "report/scene_counts.h"

namespace undercast {

/// Returns the summary of a report, a sentence each. `filled_by` may be empty; `accuracy` is from
/// accuracy_of(), or null.
std::vector<std::string> summary_in_words(const CubeLayout& layout, const SceneCounts& counts,
                                          const std::string& filled_by, const nlohmann::json& accuracy);

/// Returns the few numbers that a report shows first: {"value", "label"} each.
nlohmann::json key_figures(const CubeLayout& layout, const SceneCounts& counts, const std::string& filled_by,
                           const nlohmann::json& accuracy);

}  // namespace undercast
