// SPDX-License-Identifier: Apache-2.0
#include "classical/mean_curves.h"

#include <cmath>

#include "classical/gaussian_process/marginal_likelihood.h"

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXd;

constexpr int kCurveIterations = 30;
// Pixels of one field are alike: so many of them say no more about the mean over all fields than
// one.
constexpr double kPixelsOfAField = 20;

// Averages over the pixels of each kind, [slot, kind]; NaN where none of them has a value.
struct Averages {
  MatrixXd mean, variance_of_mean;
};

Averages average(const Slots& slots, const MatrixXf& series, const std::vector<int>& kind_of, int kinds) {
  MatrixXd sums = MatrixXd::Zero(series.rows(), kinds), squares = sums, counts = sums;
  for (Index p = 0; p < series.cols(); ++p) {
    const int kind = kind_of[p];
    for (Index i = 0; i < series.rows(); ++i) {
      const auto value = static_cast<double>(series(i, p));
      if (!std::isfinite(value)) continue;
      sums(i, kind) += value;
      squares(i, kind) += value * value;
      counts(i, kind) += 1;
    }
  }
  Averages averages{sums.cwiseQuotient(counts), counts};
  for (int output = 0; output < 2; ++output) {
    const auto rows = slots.of(output);
    const MatrixXd within =
        (counts(rows, Eigen::all).array() > 0)
            .select(squares(rows, Eigen::all) - sums(rows, Eigen::all).cwiseProduct(averages.mean(rows, Eigen::all)),
                    0.0);
    const double variance = within.sum() / std::max(1.0, counts(rows, Eigen::all).sum());
    averages.variance_of_mean(rows, Eigen::all) =
        variance * (counts(rows, Eigen::all).array() / kPixelsOfAField).max(1.0).inverse();
  }
  return averages;
}

}  // namespace

std::vector<MeanCurve> mean_curves(const Slots& slots, const MatrixXf& series, const std::vector<int>& kind_of,
                                   int kinds) {
  Averages averages = average(slots, series, kind_of, kinds);
  VectorXd level(slots.size());
  for (int output = 0; output < 2; ++output) {
    const MatrixXd values = averages.mean(slots.of(output), Eigen::all);
    const auto finite = values.array().isFinite();
    const double mean = finite.select(values, 0.0).sum() / std::max<double>(1, static_cast<double>(finite.count()));
    level(slots.of(output)).setConstant(mean);
  }
  averages.mean.colwise() -= level;
  std::vector<SeriesSet> sets;
  for (Index kind = 0; kind < kinds; ++kind)
    sets.push_back({slots, averages.mean.col(kind), averages.variance_of_mean.col(kind)});
  const Coregionalisation model = most_likely(sets, Coregionalisation::guess(slots, averages.mean), kCurveIterations);

  JointGaussian joint = model.joint(slots);
  joint.covariance.diagonal() += joint.noise;  // shared by the pixels of a kind, thus part of the curve
  std::vector<MeanCurve> curves;
  for (const SeriesSet& set : sets) {
    std::vector<int> known;
    for (int i = 0; i < slots.size(); ++i)
      if (std::isfinite(set.values(i, 0))) known.push_back(i);
    MatrixXd among = joint.covariance(known, known);
    among.diagonal() += set.extra_noise(known);
    const MatrixXd weights = among.llt().solve(joint.covariance(known, Eigen::all));
    curves.push_back({(level + weights.transpose() * set.values(known, 0)).cast<float>(),
                      joint.covariance - joint.covariance(Eigen::all, known) * weights});
  }
  return curves;
}

}  // namespace undercast
