// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "view/polygon.h"
#include "view/viewed_scene.h"

namespace undercast {

/// A column of a table of dates: "filled", "observed_sd". NaN = no value.
struct PlaceColumn {
  std::string name;
  TimeAxis time;
  std::vector<float> values;
};

/// What the scene says of a pixel or an area.
struct PlaceSeries {
  std::string title;  ///< "row 3, column 5"
  std::string note;   ///< of an area: how it was sampled; may be empty
  double x = 0, y = 0;
  std::vector<PlaceColumn> columns;
  nlohmann::json phenology = nullptr;  ///< of a pixel: value by band, null where there is none
};

/// Values of a pixel as they are in the files. Throws Error(usage) for a pixel outside, Error(io).
PlaceSeries series_of_pixel(const ViewedScene& scene, int row, int col);

/// Mean and standard deviation over the pixels whose centres lie within a polygon (of backscatter: the mean in power,
/// of dB the deviation), and how many were observed. Large areas are sampled through overviews. In bounded memory.
/// Throws Error(usage) where no pixel is within, Error(io).
PlaceSeries series_of_area(const ViewedScene& scene, const Polygon& polygon);

nlohmann::json to_json(const PlaceSeries& series);
/// A row for each date that any column has; empty where a column has no value. Numbers read back as the same float.
std::string to_csv(const PlaceSeries& series);

}  // namespace undercast
