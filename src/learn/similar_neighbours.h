// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "gaps/gap_ends.h"

namespace undercast {

/// How far a pixel searches for similar neighbours.
inline constexpr int kSimilarReachPx = 10;

/// Means over a pixel's neighbours, weighted by their similarity on common dates and by their
/// nearness, so that fields stay apart that a square window would mix. A list of points has no
/// neighbours. All are [time, row, col].
struct SimilarNeighbours {
  /// For missing NDVI: the neighbours' mean departure, each from its own line between the ends of
  /// this pixel's gap. NaN where no neighbour is observed, and where the value itself is.
  Variable departure;
  /// Sum of the weights behind the departure.
  Variable weight;
  /// Each radar variable averaged over the same neighbours and the pixel itself, which lie in one
  /// field mostly: averaging reduces speckle.
  std::vector<Variable> radar;
};

/// What neighbours are averaged from, all of one window.
struct NeighbourInputs {
  const Variable& observed;
  const Variable& interpolated;  ///< interpolate_without_self() of `observed`
  const GapEnds& ends;
  const std::vector<Variable>& radar;  ///< on the time axis of `observed`
};

/// The means for the pixels in `part`, over neighbours in the whole window.
SimilarNeighbours average_similar_neighbours(const NeighbourInputs& inputs, const Window& part, int threads);

}  // namespace undercast
