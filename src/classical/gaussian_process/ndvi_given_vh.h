// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "classical/gaussian_process/coregionalisation.h"

namespace undercast {

/// The conditional distribution of NDVI given VH. All pixels with VH in the same slots share it.
struct NdviGivenVh {
  NdviGivenVh(const JointGaussian& joint, std::vector<int> vh_slots);

  std::vector<int> known;          ///< slots of VH
  Eigen::LLT<Eigen::MatrixXd> vh;  ///< of the covariance of VH, noise included
  Eigen::MatrixXd weights;         ///< expected NDVI = weights' VH, [known, step]
  Eigen::MatrixXd covariance;      ///< of NDVI, without noise, [step, step]
  Eigen::VectorXd noise;           ///< variance, [step]
};

/// What NDVI is expected to be at every step.
struct Expectation {
  Eigen::MatrixXd ndvi;    ///< departures from the mean, [step, pixel]
  Eigen::VectorXd spread;  ///< standard deviation of an observation, [step]
};

/// The expectation for pixels whose NDVI is known on the same steps, too. `ndvi` and `vh` hold
/// their departures from the mean, [known, pixel].
Expectation expect_ndvi(const NdviGivenVh& given, const std::vector<int>& ndvi_known, const Eigen::MatrixXd& ndvi,
                        const Eigen::MatrixXd& vh);

}  // namespace undercast
