// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "picture/maps.h"

namespace undercast {

/// A series is drawn as points (filled or hollow) or as a line (plain or dashed). NaN leaves a gap.
enum class CurveStyle { points, hollow_points, line, dashed_line };

/// A Curve is a series in time. `days` are days since 1970-01-01 (TimeAxis::middle_days()).
struct Curve {
  std::string label;
  CurveStyle style = CurveStyle::line;
  int color = 0;  ///< of series_color()
  std::vector<double> days, values;
  std::vector<double> lower, upper;  ///< a band around a line; empty: none
  bool radar = false;                ///< dB on the right-hand axis instead of the index
};

/// A Chart shows all curves of one pixel.
struct Chart {
  std::string title;
  std::vector<Curve> curves;
  IndexScale index = {};  ///< of the left-hand axis
};

/// Draws charts beneath each other and returns the bytes of a PNG file. Throws Error(internal) when
/// lengths within a curve differ.
std::string draw_series(const std::vector<Chart>& charts);
/// Draws maps above and charts below on one sheet.
std::string draw_quicklook(const MapSheet& maps, const std::vector<Chart>& charts);

}  // namespace undercast
