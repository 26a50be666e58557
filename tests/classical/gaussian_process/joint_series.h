// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "classical/gaussian_process/coregionalisation.h"
#include "core/cube.h"
#include "core/random.h"

namespace undercast {

/// NDVI every 8 days, VH every 6 from 3 days later.
inline Slots example_slots(int ndvi, int vh) {
  Slots slots{{}, ndvi};
  for (int i = 0; i < ndvi; ++i) slots.days.push_back(17536 + 8 * i);
  for (int i = 0; i < vh; ++i) slots.days.push_back(17539 + 6 * i);
  return slots;
}

inline Coregionalisation example_model() {
  Eigen::VectorXd parameters(Coregionalisation::kParameters);
  parameters << std::log(12.0), std::log(0.06), 0.8, std::log(0.5),  //
      std::log(60.0), std::log(0.12), -1.1, std::log(0.7),           //
      std::log(300.0), std::log(0.05), 0.3, std::log(1.2),           //
      std::log(0.03), std::log(0.6);
  return Coregionalisation(parameters);
}

/// The covariance of example_model(), written out value by value, with noise. [slot, slot]
inline Eigen::MatrixXd example_covariance(const Slots& slots) {
  const double length[] = {12, 60, 300}, ndvi[] = {0.06, 0.12, 0.05}, shared[] = {0.8, -1.1, 0.3},
               own[] = {0.5, 0.7, 1.2};
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(slots.size(), slots.size());
  for (int i = 0; i < slots.size(); ++i)
    for (int j = 0; j < slots.size(); ++j) {
      const bool i_vh = i >= slots.ndvi, j_vh = j >= slots.ndvi;
      for (int q = 0; q < 3; ++q) {
        const double scaled = std::sqrt(3.0) * std::abs(slots.days[i] - slots.days[j]) / length[q];
        double between = (i_vh ? shared[q] : ndvi[q]) * (j_vh ? shared[q] : ndvi[q]);
        if (i_vh && j_vh) between += own[q] * own[q];
        covariance(i, j) += between * (1 + scaled) * std::exp(-scaled);
      }
      if (i == j) covariance(i, j) += i_vh ? 0.6 * 0.6 : 0.03 * 0.03;
    }
  return covariance;
}

/// Draws from the model, noise included. [slot, series]
inline Eigen::MatrixXd draw_series(const Eigen::MatrixXd& covariance, int series, std::uint64_t seed) {
  Random random(seed);
  Eigen::MatrixXd normal(covariance.rows(), series);
  for (double& value : normal.reshaped()) value = random.normal();
  return covariance.llt().matrixL() * normal;
}

inline void hide_at_random(Eigen::MatrixXd& values, double share, std::uint64_t seed) {
  Random random(seed);
  for (double& value : values.reshaped())
    if (random.chance(share)) value = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace undercast
