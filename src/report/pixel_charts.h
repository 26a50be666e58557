// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "core/progress.h"
#include "io/filled_files.h"

namespace undercast {

/// Returns the series of a dozen varied pixels: {"row", "col", "words", "observed", "filled",
/// "lower", "upper", "vh", "vh_days"}.
nlohmann::json pixel_charts(const FilledFiles& files, Progress& progress);

/// Rounds a value to four digits; NaN becomes null.
nlohmann::json rounded(double value);

}  // namespace undercast
