// SPDX-License-Identifier: Apache-2.0
#include "view/scene_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "fields/field_columns.h"
#include "fields/shown_outline.h"
#include "picture/color_scale.h"
#include "view/scene_json.h"

namespace undercast {
namespace {

using nlohmann::json;

// What a map of fields is coloured by.
struct ShownValue {
  const char* name;
  std::string title;
  LayerScale scale;
  double low, high;
  float (*of)(const FieldValue&);
};

std::vector<ShownValue> shown_values(const ViewedScene& scene) {
  const ViewLayer& filled = scene.layers().front();
  std::vector<ShownValue> all{
      {"mean", "mean " + scene.index(), LayerScale::ndvi, filled.lows.front(), filled.highs.front(),
       [](const FieldValue& value) { return value.mean; }},
      {"width", "width of its bounds", LayerScale::spread, 0, kWidestSpread,
       [](const FieldValue& value) { return value.upper - value.lower; }},
      {"observed", "observed share", LayerScale::spread, 0, 1, [](const FieldValue& value) { return value.observed; }}};
  const std::vector<FieldValue>& values = scene.fields()->values;
  std::erase_if(all, [&](const ShownValue& shown) {
    return std::all_of(values.begin(), values.end(),
                       [&](const FieldValue& value) { return std::isnan(shown.of(value)); });
  });
  return all;
}

}  // namespace

json fields_json(const ViewedScene& scene) {
  json fields = json::array(), values = json::array();
  for (const Field& field : scene.fields()->fields)
    fields.push_back({{"id", field.id}, {"outline", shown_outline(field.polygon)}});
  for (const ShownValue& shown : shown_values(scene))
    values.push_back({{"name", shown.name},
                      {"title", shown.title},
                      {"low", shown.low},
                      {"high", shown.high},
                      {"colors", css_colors(shown.scale)}});
  return {{"fields", std::move(fields)}, {"values", std::move(values)}};
}

json field_values_json(const ViewedScene& scene, int step) {
  const FieldSeries& series = *scene.fields();
  if (step < 0 || step >= series.time.size())
    throw Error(ErrorKind::usage, fmt::format("there is no date {} among {}", step, series.time.size()));
  json all = json::object();
  for (const ShownValue& shown : shown_values(scene)) {
    json& values = all[shown.name] = json::array();
    for (std::size_t field = 0; field < series.fields.size(); ++field)
      values.push_back(json_number(shown.of(series.of(field, step))));
  }
  return all;
}

PlaceSeries series_of_field(const ViewedScene& scene, int field) {
  const FieldSeries& series = *scene.fields();
  const auto place_of = static_cast<std::size_t>(field);
  if (field < 0 || place_of >= series.fields.size())
    throw Error(ErrorKind::usage, fmt::format("there is no field {} among {}", field, series.fields.size()));
  const Field& shown = series.fields[place_of];
  const Grid& grid = scene.grid();
  PlaceSeries place;
  place.title = "field " + shown.id;
  place.note = fmt::format("{:.1f} pixels", shown.area_px);
  if (shown.flag != FieldFlag::none) {
    std::string flag = name_of(shown.flag);
    std::replace(flag.begin(), flag.end(), '_', ' ');
    place.note += ", " + flag;
  }
  const auto [x, y] =
      grid.point(shown.window.col + 0.5 * shown.window.cols, shown.window.row + 0.5 * shown.window.rows);
  place.x = x, place.y = y;
  for (const FieldColumn& column : kFieldColumns) {
    PlaceColumn& values = place.columns.emplace_back(PlaceColumn{column.name, series.time, {}});
    for (int step = 0; step < series.time.size(); ++step)
      values.values.push_back(series.of(place_of, step).*column.value);
  }
  return place;
}

}  // namespace undercast
