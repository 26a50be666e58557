// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "classical/k_means.h"
#include "core/cube.h"
#include "gaps/gap_bins.h"

namespace undercast {

/// Pixels whose interpolated series are alike.
struct PixelClusters {
  SeriesClusters kinds;                    ///< of interpolated series
  std::vector<std::vector<float>> curves;  ///< mean of the visible values, NaN: none, [cluster][time]
};

/// Mean curves of the visible values of a whole scene: references for single pixels.
struct SceneCurves {
  std::vector<DateObserved> kinds;      ///< [time]
  std::vector<float> mean;              ///< mean of the visible values, NaN: none, [time]
  std::vector<PixelClusters> clusters;  ///< coarse, then fine

  /// The scene may be a sample. The same scene always gives the same curves.
  explicit SceneCurves(const Cube& scene);
};

}  // namespace undercast
