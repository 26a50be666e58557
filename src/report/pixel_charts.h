// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "report/report.h"

namespace undercast {

/// Series of a dozen varied pixels: {"row", "col", "words", "observed", "filled", "lower", "upper", "vh", "vh_days"}.
nlohmann::json pixel_charts(const ReportInputs& inputs, Progress& progress);

/// Values of a series, rounded to four digits; null where missing.
nlohmann::json rounded(const Variable& series);

}  // namespace undercast
