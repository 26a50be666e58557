// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// Bars show either an RMSE, or the share of true values within the bounds with a line at
/// the nominal share.
enum class BarScale { rmse, coverage };

/// A panel of the chart shows one protocol: it has a group of bars for each bin of gap length, and
/// a bar for each method.
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

/// Returns the bytes of a PNG file. A method keeps its colour in all panels. Throws Error(internal)
/// when lengths differ.
std::string draw_bars_by_gap(const std::string& title, BarScale scale, const std::vector<GapBars>& panels);

}  // namespace undercast
