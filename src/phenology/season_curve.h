// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

namespace undercast {

/// The course of one season: straight lines between nodes, from the minimum before the peak to the minimum after it.
struct SeasonCurve {
  std::vector<double> days, values;  ///< at each node; at least three, days rising
  std::size_t peak = 0;              ///< node of the largest value, neither the first nor the last

  double value_at(double day) const;
  /// NDVI a day, on the line that holds `day`.
  double slope_at(double day) const;
  /// The first day on which the curve has risen to `level`, between its values at the first node and the peak.
  double rises_to(double level) const;
  /// The last day on which the curve is still at `level`, between its values at the peak and the last node.
  double falls_to(double level) const;
  /// Vertex of the parabola through the peak's node and its neighbours.
  double peak_day() const;
  /// Integral of (curve - base) from one day to a later one, as far as the curve goes. [NDVI days]
  double area(double from, double to, double base) const;

 private:
  std::size_t line_of(double day) const;
};

}  // namespace undercast
