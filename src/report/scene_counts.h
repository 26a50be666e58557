// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <vector>

#include "core/cube.h"
#include "core/gap_bins.h"
#include "core/progress.h"
#include "io/provenance_file.h"

namespace undercast {

/// What a report counts over a whole scene.
struct SceneCounts {
  long long pixels = 0;
  std::vector<long long> missing_by_step;  ///< before filling
  std::vector<double> mean_by_step;        ///< of the filled NDVI; NaN: no value
  std::array<long long, kGapBins.size()> missing_by_gap{};
  double longest_gap_days = 0;   ///< closed gaps only
  long long never_observed = 0;  ///< pixels
  long long left = 0;            ///< values that are missing in the filled cube too
  long long altered = 0;         ///< observed values that the filled cube has otherwise
  /// Values of each step by code 0 to 3 and missing; empty without a provenance.
  std::vector<std::array<long long, 5>> provenance_by_step;
  int map_rows = 0, map_cols = 0;
  std::vector<float> missing_share;  ///< [map row, map col], 0 to 1

  long long values() const { return pixels * static_cast<long long>(missing_by_step.size()); }
  long long missing() const;
  std::array<long long, 5> provenance() const;
};

/// Reads cube, filled cube and (where not null) provenance once, by windows, in bounded memory. The map is of at most
/// `map_px` a side. The result does not depend on `threads`. Throws as the sources do.
SceneCounts count_scene(const CubeSource& cube, const CubeSource& filled, const ProvenanceFile* provenance, int map_px,
                        int threads, Progress& progress);

}  // namespace undercast
