// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "classical/gaussian_process/ndvi_given_vh.h"

namespace undercast {

/// Series of values around their mean.
struct SeriesSet {
  Slots slots;
  Eigen::MatrixXd values;         ///< NaN: missing. [slot, series]
  Eigen::VectorXd extra_noise{};  ///< variance beyond the model's own noise, [slot]; empty: none
};

/// Logarithm of the density of all values (a Gaussian process's marginal likelihood), and its
/// derivative by the parameters when `gradient` is not null. The sets, one at least, have the same
/// slots.
double log_likelihood(const std::vector<SeriesSet>& sets, const Coregionalisation& model,
                      Eigen::VectorXd* gradient = nullptr);

/// The parameters that make all values of the sets most likely, under weak priors that keep them
/// near `start` where the values say little: at most `iterations` quasi-Newton steps (BFGS).
Coregionalisation most_likely(const std::vector<SeriesSet>& sets, const Coregionalisation& start, int iterations);

}  // namespace undercast
