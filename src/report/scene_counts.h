// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "core/run_context.h"
#include "io/cube_summary.h"
#include "io/provenance_file.h"

namespace undercast {

/// A report shows these counts of a whole scene.
struct SceneCounts {
  NdviCounts observed;             ///< before filling
  std::vector<ValueCount> filled;  ///< values of each date after filling
  long long left = 0;              ///< values that are missing after filling, too
  /// Observed values that differ in the filled cube; nothing where it has dates of its own.
  std::optional<long long> altered = 0;
  /// Counts the values of each date by code, in the order of kProvenances; empty without
  /// a provenance.
  using Codes = std::array<long long, kProvenances.size()>;
  std::vector<Codes> provenance_by_step;
  int map_rows = 0, map_cols = 0;
  std::vector<float> missing_share;  ///< [map row, map col], 0 to 1

  SceneCounts(int steps, bool with_provenance);
  Codes provenance() const;
};

/// Reads the cube, the filled cube and the provenance (may be null) once, by windows, in bounded
/// memory. The map has at most `map_px` a side. The result does not depend on `threads`. Throws as
/// the sources do.
SceneCounts count_scene(const CubeSource& cube, const CubeSource& filled, const ProvenanceFile* provenance, int map_px,
                        const RunContext& run);

}  // namespace undercast
