// SPDX-License-Identifier: Apache-2.0
#include "classical/gaussian_process/coregionalisation.h"

#include <cmath>

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::Matrix2d;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Lengths in days, for weather and mowing, growth, season.
constexpr double kFirstLengths[Coregionalisation::kProcesses] = {15, 50, 200};
const double kRoot3 = std::sqrt(3.0);

// Distances in time, [slot, slot].
Eigen::ArrayXXd distances(const Slots& slots) {
  const auto count = static_cast<Index>(slots.size());
  const Eigen::Map<const Eigen::ArrayXd> days(slots.days.data(), count);
  return (days.replicate(1, count) - days.transpose().replicate(count, 1)).abs();
}

// `values` times the entry of B_q for the outputs of the slots.
MatrixXd by_outputs(const Matrix2d& between, const Eigen::ArrayXXd& values, Index ndvi) {
  const Index vh = values.rows() - ndvi;
  MatrixXd product = values.matrix();
  product.topLeftCorner(ndvi, ndvi) *= between(0, 0);
  product.topRightCorner(ndvi, vh) *= between(0, 1);
  product.bottomLeftCorner(vh, ndvi) *= between(1, 0);
  product.bottomRightCorner(vh, vh) *= between(1, 1);
  return product;
}

// Sums of a [slot, slot] matrix over each pair of outputs.
Matrix2d sums_by_outputs(const Eigen::ArrayXXd& values, Index ndvi) {
  const Index vh = values.rows() - ndvi;
  Matrix2d sums;
  sums << values.topLeftCorner(ndvi, ndvi).sum(), values.topRightCorner(ndvi, vh).sum(),
      values.bottomLeftCorner(vh, ndvi).sum(), values.bottomRightCorner(vh, vh).sum();
  return sums;
}

// Root mean square of the values that are not missing; 1 where there are none. At least 0.001, so
// that its logarithm is finite.
double root_mean_square(const MatrixXd& values) {
  const auto finite = values.array().isFinite();
  if (!finite.any()) return 1;
  return std::max(1e-3, std::sqrt(finite.select(values, 0.0).squaredNorm() / static_cast<double>(finite.count())));
}

}  // namespace

Coregionalisation Coregionalisation::guess(const Slots& slots, const MatrixXd& departures) {
  const double ndvi_sd = root_mean_square(departures(slots.of(0), Eigen::all));
  const double vh_sd = root_mean_square(departures(slots.of(1), Eigen::all));
  VectorXd parameters(kParameters);
  const double share = 1 / std::sqrt(static_cast<double>(kProcesses));
  for (int q = 0; q < kProcesses; ++q)
    parameters.segment<4>(4 * q) << std::log(kFirstLengths[q]), std::log(share * ndvi_sd), 0.3 * share * vh_sd,
        std::log(share * vh_sd);
  parameters.tail<2>() << std::log(0.3 * ndvi_sd), std::log(0.3 * vh_sd);
  return Coregionalisation(parameters);
}

double Coregionalisation::length_days(int process) const { return std::exp(parameters_[4 * process]); }

double Coregionalisation::noise_variance(int output) const {
  return std::exp(2 * parameters_[4 * kProcesses + output]);
}

Matrix2d Coregionalisation::factor(int process) const {
  const auto own = parameters_.segment<4>(4 * process);
  Matrix2d lower;
  lower << std::exp(own[1]), 0, own[2], std::exp(own[3]);
  return lower;
}

JointGaussian Coregionalisation::joint(const Slots& slots) const {
  const Index count = slots.size(), vh = count - slots.ndvi;
  const Eigen::ArrayXXd distance = distances(slots);
  JointGaussian joint{slots.ndvi, MatrixXd::Zero(count, count), VectorXd(count)};
  for (int q = 0; q < kProcesses; ++q) {
    const Eigen::ArrayXXd scaled = distance * (kRoot3 / length_days(q));
    joint.covariance += by_outputs(factor(q) * factor(q).transpose(), (1 + scaled) * (-scaled).exp(), slots.ndvi);
  }
  joint.noise << VectorXd::Constant(slots.ndvi, noise_variance(0)), VectorXd::Constant(vh, noise_variance(1));
  return joint;
}

VectorXd Coregionalisation::gradient(const Slots& slots, const MatrixXd& by_covariance) const {
  const Eigen::ArrayXXd distance = distances(slots);
  VectorXd gradient(kParameters);
  for (int q = 0; q < kProcesses; ++q) {
    const Eigen::ArrayXXd scaled = distance * (kRoot3 / length_days(q)), decay = (-scaled).exp();
    const Matrix2d lower = factor(q);
    const Matrix2d by_between = sums_by_outputs(by_covariance.array() * (1 + scaled) * decay, slots.ndvi);
    const Matrix2d by_lower = 2 * by_between * lower;
    const Matrix2d by_length = sums_by_outputs(by_covariance.array() * scaled.square() * decay, slots.ndvi);
    gradient.segment<4>(4 * q) << by_length.cwiseProduct(lower * lower.transpose()).sum(), by_lower(0, 0) * lower(0, 0),
        by_lower(1, 0), by_lower(1, 1) * lower(1, 1);
  }
  gradient.tail<2>() << 2 * noise_variance(0) * by_covariance.diagonal().head(slots.ndvi).sum(),
      2 * noise_variance(1) * by_covariance.diagonal().tail(slots.size() - slots.ndvi).sum();
  return gradient;
}

}  // namespace undercast
