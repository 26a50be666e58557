// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "view/viewed_scene.h"

namespace undercast {

/// A column of a table of dates, such as "filled" or "observed_sd"; NaN where it has no value.
struct PlaceColumn {
  std::string name;
  TimeAxis time;
  std::vector<float> values;
};

/// The series of a pixel, an area or a field.
struct PlaceSeries {
  std::string title;  ///< "row 3, column 5"
  std::string note;   ///< of an area: how it was sampled; may be empty
  double x = 0, y = 0;
  std::vector<PlaceColumn> columns;
  nlohmann::json phenology = nullptr;  ///< of a pixel: value by band, null where there is none
};

/// Returns the values of a pixel as they are in the files. Throws Error(usage) for a pixel outside,
/// Error(io).
PlaceSeries series_of_pixel(const ViewedScene& scene, int row, int col);

/// Writes the shortest text that reads back as the same float; NaN becomes null.
nlohmann::json json_number(float value);
nlohmann::json to_json(const PlaceSeries& series);
/// Writes a row for each date that any column has, with an empty cell where a column has no value.
/// Numbers read back as the same float.
std::string to_csv(const PlaceSeries& series);

}  // namespace undercast
