// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "fields/field_series.h"

namespace undercast {

/// Returns what a report shows of fields: {"total", "fields": [{"id", "flag", "hectares", "outline",
/// "mean", "lower", "upper", "observed"}]}, in the order of their file. The list holds the thousand
/// largest fields where there are more.
nlohmann::json field_charts(const FieldSeries& series, const Grid& grid);

}  // namespace undercast
