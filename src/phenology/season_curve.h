// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

namespace undercast {

/// The course of one season consists of straight lines between nodes, from the minimum before the
/// peak to the minimum after it.
struct SeasonCurve {
  std::vector<double> days, values;  ///< at each node; at least three, days rising
  std::size_t peak = 0;              ///< node of the largest value, neither the first nor the last

  double value_at(double day) const;
  /// Returns the slope of the line that holds `day` [NDVI a day].
  double slope_at(double day) const;
  /// Returns the first day on which the curve has risen to `level`, which lies between its values
  /// at the first node and the peak.
  double rises_to(double level) const;
  /// Returns the last day on which the curve is still at `level`, which lies between its values at
  /// the peak and the last node.
  double falls_to(double level) const;
  /// Returns the vertex of the parabola through the peak's node and its neighbours.
  double peak_day() const;
  /// Returns the integral of (curve - base) from one day to a later one, as far as the curve
  /// reaches [NDVI days].
  double area(double from, double to, double base) const;

 private:
  std::size_t line_of(double day) const;
};

}  // namespace undercast
