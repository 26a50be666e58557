// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "classical/gaussian_process/coregionalisation.h"

namespace undercast {

/// The mean of the pixels of one kind.
struct MeanCurve {
  Eigen::VectorXf values;      ///< [slot]
  Eigen::MatrixXd covariance;  ///< how uncertain they are, [slot, slot]
};

/// The mean curve of each of `kinds` kinds of pixels. It is itself a Gaussian process of NDVI and
/// VH, estimated from the averages over the pixels that are observed on a date. Where none is
/// observed, it follows from the kind's VH and the other dates. An effect that all pixels of a kind
/// share on one date alone (light, wet soil) is part of it.
std::vector<MeanCurve> mean_curves(const Slots& slots, const Eigen::MatrixXf& series, const std::vector<int>& kind_of,
                                   int kinds);

}  // namespace undercast
