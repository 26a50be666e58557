// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "picture/maps.h"

namespace undercast {

/// How a series is drawn: points (filled or hollow), or a line (plain or dashed). NaN leaves a gap.
enum class CurveStyle { points, hollow_points, line, dashed_line };

/// A series in time. `days` are days since 1970-01-01 (TimeAxis::middle_days()).
struct Curve {
  std::string label;
  CurveStyle style = CurveStyle::line;
  int color = 0;  ///< of series_color()
  std::vector<double> days, values;
  std::vector<double> lower, upper;  ///< a band around a line; empty: none
  bool radar = false;                ///< dB on the right-hand axis instead of NDVI
};

/// One chart: all curves of a pixel.
struct Chart {
  std::string title;
  std::vector<Curve> curves;
};

/// Charts beneath each other as the bytes of a PNG file. Throws Error(internal) when lengths within a curve differ.
std::string draw_series(const std::vector<Chart>& charts);
/// Maps above, charts below, on one sheet.
std::string draw_quicklook(const MapSheet& maps, const std::vector<Chart>& charts);

/// What the bars of a chart show: an RMSE of NDVI, or the share of truths within bounds, with a line at what is
/// nominal.
enum class BarScale { rmse, coverage };

/// A figure by gap length: for each protocol a panel, in it for each bin a group of bars, one for each method.
struct GapBars {
  std::string protocol;
  std::vector<std::string> bins;  ///< "0-16", ...
  std::vector<long long> counts;  ///< hidden values in each bin
  struct Method {
    std::string name;
    std::vector<double> values;  ///< for each bin; NaN: nothing to score
  };
  std::vector<Method> methods;
};

/// The bytes of a PNG file. A method keeps its colour in all panels. Throws Error(internal) when lengths differ.
std::string draw_bars_by_gap(const std::string& title, BarScale scale, const std::vector<GapBars>& panels);

}  // namespace undercast
