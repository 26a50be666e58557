// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "baselines/coregionalisation.h"

namespace undercast {

/// Pixels of a kind, by their curves of NDVI and VH.
struct PixelClusters {
  /// Row-major: a series is compared with all clusters at once.
  using Curves = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  Slots slots;
  Curves curves;            ///< [slot, cluster]
  Eigen::Vector2f weights;  ///< of a squared difference of NDVI, of VH

  /// The cluster whose curve is nearest to what a pixel shows (NaN: missing).
  int nearest(const Eigen::Ref<const Eigen::VectorXf>& series) const;
};

/// k-means (Lloyd 1982) on incomplete series, where missing values count for nothing; the first curves are spread far
/// apart (Arthur and Vassilvitskii 2007). On dates that no pixel of a cluster shows, its curve is interpolated. At most
/// `count` clusters.
PixelClusters cluster_pixels(const Slots& slots, const Eigen::MatrixXf& series, int count);

}  // namespace undercast
