// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/cube.h"
#include "core/gap_bins.h"

namespace undercast {

/// Values of one period, or of all periods of a variable. mean, min and max are NaN when nothing is observed.
struct ValueSummary {
  double observed_share = 0;
  double mean = kMissing, min = kMissing, max = kMissing;
};

struct VariableSummary {
  std::string name, unit;
  TimeAxis time;
  std::vector<ValueSummary> steps;
  ValueSummary all;
};

struct CubeSummary {
  std::vector<VariableSummary> variables;  ///< NDVI, then VH and VV where the cube has them
  /// Shares of all NDVI values that are missing in gaps of each bin; their sum is the missing share. Open-ended: before
  /// the pixel's first observation or after its last.
  std::array<double, kGapBins.size()> missing_by_gap{};
  double longest_gap_days = 0;             ///< closed gaps only; 0: none
  double never_observed_pixels_share = 0;  ///< pixels without any NDVI
};

/// Reads the cube once, by windows, in bounded memory; the result does not depend on `threads`. Throws as the source
/// does.
CubeSummary summarize(const CubeSource& source, int threads);

}  // namespace undercast
