// SPDX-License-Identifier: Apache-2.0
#include "classical/gaussian_process/ndvi_given_vh.h"

namespace undercast {

using Eigen::MatrixXd;

NdviGivenVh::NdviGivenVh(const JointGaussian& joint, std::vector<int> vh_slots)
    : known(std::move(vh_slots)), noise(joint.noise.head(joint.ndvi)) {
  const auto steps = Eigen::seqN(0, joint.ndvi);
  MatrixXd among = joint.covariance(known, known);
  among.diagonal() += joint.noise(known);
  vh.compute(among);
  const MatrixXd between = joint.covariance(known, steps);
  weights = vh.solve(between);
  covariance = joint.covariance(steps, steps) - between.transpose() * weights;
}

Expectation expect_ndvi(const NdviGivenVh& given, const std::vector<int>& ndvi_known, const MatrixXd& ndvi,
                        const MatrixXd& vh) {
  Expectation expected{given.weights.transpose() * vh, {}};
  MatrixXd among = given.covariance(ndvi_known, ndvi_known);
  among.diagonal() += given.noise(ndvi_known);
  const Eigen::LLT<MatrixXd> cholesky(among);
  MatrixXd half = given.covariance(ndvi_known, Eigen::all);
  cholesky.matrixL().solveInPlace(half);
  const MatrixXd news = cholesky.matrixL().solve(ndvi - expected.ndvi(ndvi_known, Eigen::all));
  expected.ndvi.noalias() += half.transpose() * news;
  const Eigen::ArrayXd explained = half.colwise().squaredNorm().transpose();
  expected.spread = ((given.covariance.diagonal().array() - explained).max(0.0) + given.noise.array()).sqrt();
  return expected;
}

}  // namespace undercast
