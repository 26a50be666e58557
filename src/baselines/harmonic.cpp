// SPDX-License-Identifier: Apache-2.0
#include "baselines/harmonic.h"

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "core/interpolation.h"

namespace undercast {
namespace {

// In units of one observation: enough against a wave that no observation holds down, too little to be seen elsewhere.
constexpr double kRidge = 0.1;

// Constant, cosines and sines of the day of the year. [time, coefficient]
Eigen::MatrixXd waves_of(const std::vector<double>& days, int waves) {
  Eigen::MatrixXd basis(static_cast<Eigen::Index>(days.size()), 2 * waves + 1);
  for (Eigen::Index t = 0; t < basis.rows(); ++t) {
    const double angle = 2 * std::numbers::pi * days[static_cast<std::size_t>(t)] / 365.25;
    basis(t, 0) = 1;
    for (int wave = 1; wave <= waves; ++wave) {
      basis(t, 2 * wave - 1) = std::cos(wave * angle);
      basis(t, 2 * wave) = std::sin(wave * angle);
    }
  }
  return basis;
}

}  // namespace

std::vector<Estimate> HarmonicFiller::fill(const std::vector<Cube>& windows) {
  std::vector<Estimate> estimates;
  for (const Cube& window : windows) {
    const Variable& seen = window.ndvi;
    Variable fitted = interpolate_linearly(seen);
    const Eigen::MatrixXd basis = waves_of(seen.time.middle_days(), waves_);
    Eigen::MatrixXd normal(basis.cols(), basis.cols());
    Eigen::VectorXd right(basis.cols());
    for (std::size_t pixel = 0; pixel < seen.pixels(); ++pixel) {
      normal = kRidge * Eigen::MatrixXd::Identity(basis.cols(), basis.cols());
      normal(0, 0) = 0;
      right.setZero();
      int observations = 0;
      for (int t = 0; t < seen.steps(); ++t) {
        const float value = seen.image(t)[pixel];
        if (!std::isfinite(value)) continue;
        ++observations;
        normal.noalias() += basis.row(t).transpose() * basis.row(t);
        right.noalias() += static_cast<double>(value) * basis.row(t).transpose();
      }
      if (observations < basis.cols()) continue;
      const Eigen::VectorXd curve = basis * normal.ldlt().solve(right);
      for (int t = 0; t < seen.steps(); ++t) fitted.image(t)[pixel] = static_cast<float>(curve[t]);
    }
    estimates.push_back({std::move(fitted)});
  }
  return estimates;
}

}  // namespace undercast
