// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include "view/place_series.h"

namespace undercast {

/// Returns what the page needs about the fields of a scene: {"fields": [{"id", "outline"}],
/// "values": [{"name", "title", "low", "high", "colors"}]}, where `values` says what a map can be
/// coloured by. The scene must have fields.
nlohmann::json fields_json(const ViewedScene& scene);

/// Returns for a date a list of values, one for each field, under each name of fields_json(); null
/// where a field has none. Throws Error(usage) for a step that does not exist.
nlohmann::json field_values_json(const ViewedScene& scene, int step);

/// Returns the row of the table of fields for each date. Throws Error(usage) for a field that does
/// not exist.
PlaceSeries series_of_field(const ViewedScene& scene, int field);

}  // namespace undercast
