// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "picture/color_scale.h"

namespace undercast {

class Canvas;

/// A map shows values [row, col]; NaN is missing and grey.
struct MapPanel {
  int rows = 0, cols = 0;
  std::vector<float> values;
};

/// ndvi uses the sheet's IndexScale; difference uses difference_color(), and error its upper half
/// from 0; day_of_year uses time_color() from the row's first to its last day, with months in the
/// legend; z_score uses difference_color() to three standard deviations, reddish for values below
/// 0.
enum class MapScale { ndvi, difference, error, day_of_year, z_score };

struct MapRow {
  std::string label;  ///< "observed", "filled", ...
  MapScale scale = MapScale::ndvi;
  std::vector<MapPanel> panels;        ///< one for each column
  double first_day = 0, last_day = 0;  ///< ends of a day_of_year scale; 1 is 1 January, the year before is below
};

/// A sheet has a column of maps for each date and a row for each kind of image.
struct MapSheet {
  std::string title;
  std::vector<std::string> columns;
  std::vector<MapRow> rows;
  double pixel_size_m = 0;  ///< for the scale bar; 0: none
  double difference_limit = 0.3;
  std::string nothing = "missing";  ///< what grey means
  std::size_t room_for = 0;         ///< maps are as small as with so many columns, to match another sheet
  IndexScale index = {};            ///< what rows of MapScale::ndvi show
};

/// Draws the sheet and returns the bytes of a PNG file. Images smaller than their panel are
/// enlarged by a whole factor; larger ones are averaged over the values that are there. Throws
/// Error(internal) when panels and columns do not match.
std::string draw_maps(const MapSheet& sheet);
/// Draws sheets beneath each other.
std::string draw_maps(const std::vector<MapSheet>& sheets);

/// Pictures that hold more than maps use these: the height of the maps, and the maps drawn with
/// their top at `y`.
double maps_height(const MapSheet& sheet);
void draw_maps_on(Canvas& canvas, double y, const MapSheet& sheet);

inline constexpr int kSheetWidth_px = 1200;

}  // namespace undercast
