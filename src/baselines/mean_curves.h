// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "baselines/coregionalisation.h"

namespace undercast {

/// What pixels of one kind have in common.
struct MeanCurve {
  Eigen::VectorXf values;      ///< [slot]
  Eigen::MatrixXd covariance;  ///< how uncertain they are, [slot, slot]
};

/// The mean curve of each of `kinds` kinds of pixels: itself a Gaussian process of NDVI and VH, seen through the
/// averages over the pixels that show a date. On a date that none of them shows, the kind's VH and the other dates tell
/// it. What all pixels of a kind have on one date alone (light, wet soil) is part of it.
std::vector<MeanCurve> mean_curves(const Slots& slots, const Eigen::MatrixXf& series, const std::vector<int>& kind_of,
                                   int kinds);

}  // namespace undercast
