// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// A panel shows how often pairs of a true and an estimated value occur.
struct DensityPanel {
  std::string title, note;        ///< above and beneath
  int cells = 0;                  ///< along each axis
  std::vector<long long> counts;  ///< [estimate, truth], both rising; empty: nothing to show
};

/// A row holds the panels of one protocol.
struct DensityRow {
  std::string title;
  std::vector<DensityPanel> panels;
};

/// Draws estimates against true values from kNdviLow to kNdviHigh and returns the bytes of a PNG
/// file. Cells with more values are darker, on a logarithmic scale for each panel; a line shows
/// where both are equal. Long rows are wrapped. Throws Error(internal) when a panel has not cells x
/// cells counts.
std::string draw_densities(const std::string& title, const std::vector<DensityRow>& rows);

}  // namespace undercast
