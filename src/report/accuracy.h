// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/json.h"

namespace undercast {

/// Returns what a report shows of an evaluation: for each protocol the bins of gap length, the
/// number of values in each, and each method's RMSE and coverage there (null where there is none).
/// `scores` is what `evaluate --json` wrote. Throws its source's Error for anything else.
nlohmann::json accuracy_of(const JsonValue& scores);
/// Reads the scores from the file and does the same. Warns where they are scores of another cube
/// than `cube_path`, or of another index than `index`.
nlohmann::json read_accuracy(const std::string& path, const std::string& cube_path, const std::string& index = "NDVI");

}  // namespace undercast
