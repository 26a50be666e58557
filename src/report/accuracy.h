// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace undercast {

/// Returns what a report shows of an evaluation: for each protocol the bins of gap length, the
/// number of values in each, and each method's RMSE and coverage there (null where there is none).
/// `scores` is what `evaluate --json` wrote. Throws Error(bad_input), naming `path`, for anything
/// else.
nlohmann::json accuracy_of(const nlohmann::json& scores, const std::string& path);
/// Reads the scores from the file and does the same. Warns where they are scores of another cube
/// than `cube_path`.
nlohmann::json read_accuracy(const std::string& path, const std::string& cube_path);

}  // namespace undercast
