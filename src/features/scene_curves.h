// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "core/cube.h"
#include "core/gap_bins.h"

namespace undercast {

/// Pixels whose interpolated series are alike, found by k-means (Lloyd 1982) from distant starts (Arthur and
/// Vassilvitskii 2007).
struct SeriesClusters {
  std::vector<std::vector<float>> centres;  ///< [time][cluster], of interpolated series
  std::vector<std::vector<float>> curves;   ///< [cluster][time], mean of what is visible; NaN where nothing is

  /// The nearest centre of a series [time] that has no missing value.
  std::size_t nearest(const std::vector<float>& interpolated) const;
};

/// What the visible values of a whole scene say about each date: reference curves for single pixels.
struct SceneCurves {
  std::vector<GapKind> kinds;            ///< [time]
  std::vector<float> mean;               ///< [time] mean of what is visible; NaN where nothing is
  std::vector<SeriesClusters> clusters;  ///< coarse, then fine

  /// From a scene, or a sample of one, in memory. Deterministic.
  explicit SceneCurves(const Cube& scene);
};

}  // namespace undercast
