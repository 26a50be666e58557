// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "baselines/coregionalisation.h"

namespace undercast {

/// NDVI once VH is known, for all the pixels that show VH in the same slots: worked out once for all of them.
struct NdviGivenVh {
  NdviGivenVh(const JointGaussian& joint, std::vector<int> vh_slots);

  std::vector<int> seen;           ///< slots of VH
  Eigen::LLT<Eigen::MatrixXd> vh;  ///< of the covariance of VH, noise included
  Eigen::MatrixXd weights;         ///< expected NDVI = weights' VH, [VH seen, step]
  Eigen::MatrixXd covariance;      ///< of NDVI, without noise, [step, step]
  Eigen::VectorXd noise;           ///< variance, [step]
};

/// What NDVI is expected to be at every step.
struct Expectation {
  Eigen::MatrixXd ndvi;    ///< departures from the mean, [step, pixel]
  Eigen::VectorXd spread;  ///< standard deviation of an observation, [step]
};

/// For pixels that show NDVI on the same steps, too. `ndvi` and `vh` hold their departures from the mean, [seen,
/// pixel].
Expectation expect_ndvi(const NdviGivenVh& given, const std::vector<int>& ndvi_seen, const Eigen::MatrixXd& ndvi,
                        const Eigen::MatrixXd& vh);

}  // namespace undercast
