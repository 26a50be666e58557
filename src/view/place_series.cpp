// SPDX-License-Identifier: Apache-2.0
#include "view/place_series.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "core/error.h"

namespace undercast {
namespace {

using nlohmann::json;

}  // namespace

PlaceSeries series_of_pixel(const ViewedScene& scene, int row, int col) {
  const Grid& grid = scene.grid();
  if (row < 0 || col < 0 || row >= grid.rows || col >= grid.cols)
    throw Error(ErrorKind::usage,
                fmt::format("row {}, column {} is outside of {} rows and {} columns", row, col, grid.rows, grid.cols));
  PlaceSeries place;
  place.title = fmt::format("row {}, column {}", row, col);
  place.x = grid.affine[0] + grid.affine[1] * (col + 0.5);
  place.y = grid.affine[3] + grid.affine[5] * (row + 0.5);
  const RasterPart part{static_cast<double>(row), static_cast<double>(col), 1, 1};
  for (const ViewSeries& series : scene.series())
    place.columns.push_back(
        {series.name == "vh" ? "vh_db" : series.name, series.time, series.values->read(series.bands, part, 1, 1)});
  if (scene.phenology() == nullptr) return place;
  const std::vector<std::string>& names = scene.phenology_bands();
  std::vector<int> bands;
  for (std::size_t i = 0; i < names.size(); ++i) bands.push_back(static_cast<int>(i) + 1);
  const std::vector<float> values = scene.phenology()->read(bands, part, 1, 1);
  for (std::size_t i = 0; i < names.size(); ++i) place.phenology[names[i]] = json_number(values[i]);
  return place;
}

json json_number(float value) {
  if (std::isnan(value)) return nullptr;
  return json::parse(fmt::format("{}", value));
}

json to_json(const PlaceSeries& series) {
  json columns = json::array();
  for (const PlaceColumn& column : series.columns) {
    json dates = json::array(), values = json::array();
    for (const Period& period : column.time) dates.push_back(to_string(period.start));
    for (const float value : column.values) values.push_back(json_number(value));
    columns.push_back({{"name", column.name},
                       {"dates", std::move(dates)},
                       {"days", column.time.middle_days()},
                       {"values", std::move(values)}});
  }
  return {{"title", series.title}, {"note", series.note},           {"x", series.x},
          {"y", series.y},         {"columns", std::move(columns)}, {"phenology", series.phenology}};
}

std::string to_csv(const PlaceSeries& series) {
  std::map<Date, std::vector<std::string>> rows;
  for (std::size_t c = 0; c < series.columns.size(); ++c) {
    const PlaceColumn& column = series.columns[c];
    for (int step = 0; step < column.time.size(); ++step) {
      std::vector<std::string>& row = rows[column.time[step].start];
      row.resize(series.columns.size());
      const float value = column.values[static_cast<std::size_t>(step)];
      if (!std::isnan(value)) row[c] = fmt::format("{}", value);
    }
  }
  std::string text = "date";
  for (const PlaceColumn& column : series.columns) text += "," + column.name;
  for (const auto& [date, row] : rows) text += fmt::format("\n{},{}", to_string(date), fmt::join(row, ","));
  return text + "\n";
}

}  // namespace undercast
