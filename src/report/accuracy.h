// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace undercast {

/// What a report shows of an evaluation: for each protocol the bins of gap length, how many values they hold, and each
/// method's RMSE and coverage in them; NaN is null. `scores` is what `evaluate --json` wrote. Throws Error(bad_input),
/// naming `path`, for anything else.
nlohmann::json accuracy_of(const nlohmann::json& scores, const std::string& path);

}  // namespace undercast
