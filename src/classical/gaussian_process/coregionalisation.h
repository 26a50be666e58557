// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Eigen/Dense>
#include <vector>

namespace undercast {

/// The times of one pixel's values: NDVI first, then VH, each in order of time.
struct Slots {
  std::vector<double> days;
  int ndvi = 0;  ///< how many of them are NDVI

  int size() const { return static_cast<int>(days.size()); }
  /// 0: NDVI, 1: VH.
  int output(int slot) const { return slot < ndvi ? 0 : 1; }
  /// The slots of an output, to index matrices with.
  auto of(int output) const { return Eigen::seqN(output == 0 ? 0 : ndvi, output == 0 ? ndvi : size() - ndvi); }
};

/// The joint Gaussian of one pixel's values in its slots.
struct JointGaussian {
  int ndvi = 0;                ///< how many slots are NDVI
  Eigen::MatrixXd covariance;  ///< without noise, [slot, slot]
  Eigen::VectorXd noise;       ///< variance, [slot]
};

/// Covariance of NDVI and VH in time by the linear model of coregionalisation (Alvarez, Rosasco and
/// Lawrence 2012; for NDVI with radar Pipia et al. 2019). Both are sums of the same latent
/// processes, each with its own time scale. Process q adds B_q k_q(distance), with B_q = L_q L_q'
/// over the two outputs and k_q a Matern covariance of smoothness 3/2.
class Coregionalisation {
 public:
  static constexpr int kProcesses = 3;
  /// For each process the logarithm of its length in days and L_q: log (0,0), (1,0), log (1,1);
  /// then the logarithms of the noise (standard deviation) of NDVI and of VH.
  static constexpr int kParameters = 4 * kProcesses + 2;

  /// Initial parameters for a fit to departures (NaN: missing, [slot, series]). They split each
  /// output's variance among the processes, and add a tenth as noise.
  static Coregionalisation guess(const Slots& slots, const Eigen::MatrixXd& departures);
  explicit Coregionalisation(Eigen::VectorXd parameters) : parameters_(std::move(parameters)) {}

  const Eigen::VectorXd& parameters() const { return parameters_; }
  double length_days(int process) const;
  double noise_variance(int output) const;
  JointGaussian joint(const Slots& slots) const;
  /// Chain rule: the derivative of a function by the parameters, from its derivative by the
  /// covariance with noise, `by_covariance`, a symmetric matrix [slot, slot].
  Eigen::VectorXd gradient(const Slots& slots, const Eigen::MatrixXd& by_covariance) const;

 private:
  Eigen::Matrix2d factor(int process) const;  // L_q

  Eigen::VectorXd parameters_;
};

}  // namespace undercast
