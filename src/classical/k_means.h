// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "classical/gaussian_process/coregionalisation.h"

namespace undercast {

/// Kinds of series, each with a curve. A series may be incomplete (NaN: missing).
struct SeriesClusters {
  /// Row-major: a series is compared with all clusters at once.
  using Curves = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  Slots slots;
  Eigen::Vector2f weights;  ///< of a squared difference of NDVI, of VH
  Curves curves{};          ///< [slot, cluster]

  /// The cluster whose curve is nearest to the observed values of a series.
  int nearest(const Eigen::Ref<const Eigen::VectorXf>& series) const;
};

struct KMeansOptions {
  int clusters = 8;  ///< at most; fewer where fewer series differ
  int starts = 1;    ///< the tightest clusters of several random starts are kept
  int rounds = 10;
};

/// k-means (Lloyd 1982) on series [slot, series], where missing values count for nothing. The first
/// curves are spread far apart (Arthur and Vassilvitskii 2007). Where no series of a cluster has a
/// value, its curve is interpolated. `clusters` holds the slots and weights. The same series always
/// give the same clusters.
SeriesClusters k_means(SeriesClusters clusters, const Eigen::MatrixXf& series, const KMeansOptions& options);

}  // namespace undercast
