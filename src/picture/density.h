// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// How often pairs of true and estimated NDVI occur.
struct DensityPanel {
  std::string title, note;        ///< above and beneath
  int cells = 0;                  ///< along each axis
  std::vector<long long> counts;  ///< [estimate, truth], both rising; empty: nothing to show
};

/// Panels of one protocol.
struct DensityRow {
  std::string title;
  std::vector<DensityPanel> panels;
};

/// The bytes of a PNG file: estimates against truths over kNdviLow to kNdviHigh, darker where more values lie (on a
/// logarithmic scale of each panel's own), with the line on which both are equal. Long rows are wrapped. Throws
/// Error(internal) when a panel has not cells x cells counts.
std::string draw_densities(const std::string& title, const std::vector<DensityRow>& rows);

}  // namespace undercast
