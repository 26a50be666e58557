// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "features/gap_ends.h"

namespace undercast {

/// How far a pixel looks for neighbours that are like it.
inline constexpr int kSimilarReachPx = 10;

/// What a pixel's similar neighbours did, each weighted by how alike the two are on the dates that both show and by how
/// near it is: fields stay apart that a square window would mix. A list of points has no neighbours. All are
/// [time, row, col].
struct SimilarNeighbours {
  /// For missing NDVI: the neighbours' mean departure from the line between the ends of this pixel's gap, each from its
  /// own line. NaN where no neighbour was seen; NaN where the value is observed.
  Variable departure;
  /// Sum of the weights behind it.
  Variable weight;
  /// Each radar variable averaged over the same neighbours and the pixel itself: fewer looks of speckle, same field.
  std::vector<Variable> radar;
};

/// Of the pixels in `part`, among all. `interpolated` is interpolate_without_self() of `observed`; `radar` lies on the
/// axis of `observed`.
SimilarNeighbours average_similar_neighbours(const Variable& observed, const Window& part, const Variable& interpolated,
                                             const GapEnds& ends, const std::vector<Variable>& radar, int threads);

}  // namespace undercast
