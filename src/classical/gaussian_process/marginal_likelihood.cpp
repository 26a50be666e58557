// SPDX-License-Identifier: Apache-2.0
#include "classical/gaussian_process/marginal_likelihood.h"

#include <cmath>
#include <map>
#include <numbers>

namespace undercast {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Prior of a parameter's departure from the start; most parameters are logarithms. Without a prior,
// the few mean curves would be fitted with relations between NDVI and VH that do not hold on other
// dates.
constexpr double kPriorSd = 0.3;
// Iterations end when the mean log likelihood of a value grows by less.
constexpr double kLeastGain = 1e-5;

// Series, grouped by the slots of their VH values, then by the slots of their NDVI values.
using Groups = std::map<std::vector<int>, std::map<std::vector<int>, std::vector<int>>>;

Groups by_visible_slots(const SeriesSet& set) {
  Groups groups;
  for (Index s = 0; s < set.values.cols(); ++s) {
    std::vector<int> ndvi, vh;
    for (int i = 0; i < set.slots.size(); ++i)
      if (std::isfinite(set.values(i, s))) (i < set.slots.ndvi ? ndvi : vh).push_back(i);
    groups[vh][ndvi].push_back(static_cast<int>(s));
  }
  return groups;
}

// Logarithm of the density of the columns, `solved` being the inverse covariance times them.
double log_density(const MatrixXd& values, const MatrixXd& solved, const Eigen::LLT<MatrixXd>& cholesky) {
  const double half_log_determinant = cholesky.matrixLLT().diagonal().array().log().sum();
  return -0.5 * values.cwiseProduct(solved).sum() -
         static_cast<double>(values.cols()) *
             (half_log_determinant + 0.5 * static_cast<double>(values.rows()) * std::log(2 * std::numbers::pi));
}

// Adds the log density of the series of one group to `sum`, and its derivative to `by_covariance`
// unless null.
void add_group(const SeriesSet& set, const NdviGivenVh& given,
               const std::map<std::vector<int>, std::vector<int>>& by_ndvi, double& sum, MatrixXd* by_covariance) {
  std::vector<int> all;
  for (const auto& [ndvi_known, series] : by_ndvi) all.insert(all.end(), series.begin(), series.end());
  const MatrixXd vh = set.values(given.known, all);
  MatrixXd vh_solved = given.vh.solve(vh);
  sum += log_density(vh, vh_solved, given.vh);
  const MatrixXd expected = given.weights.transpose() * vh;
  const Index steps = expected.rows();
  // The inverse of NDVI's covariance given VH, summed over the series, and that inverse times the
  // departures.
  MatrixXd inverse = MatrixXd::Zero(steps, steps), ndvi_solved = MatrixXd::Zero(steps, expected.cols());
  Index first = 0;
  for (const auto& [ndvi_known, series] : by_ndvi) {
    const auto count = static_cast<Index>(series.size());
    const auto columns = Eigen::seqN(first, count);
    first += count;
    MatrixXd among = given.covariance(ndvi_known, ndvi_known);
    among.diagonal() += given.noise(ndvi_known);
    const Eigen::LLT<MatrixXd> cholesky(among);
    const MatrixXd departures = set.values(ndvi_known, series) - expected(ndvi_known, columns);
    const MatrixXd solved = cholesky.solve(departures);
    sum += log_density(departures, solved, cholesky);
    ndvi_solved(ndvi_known, columns) = solved;
    if (by_covariance != nullptr)
      inverse(ndvi_known, ndvi_known) +=
          static_cast<double>(count) * cholesky.solve(MatrixXd::Identity(among.rows(), among.cols()));
  }
  if (by_covariance == nullptr) return;
  // (a a' - K^-1) / 2 for each series, with a = K^-1 y. The blocks of K^-1 follow from
  // two inverses: VH's covariance, and NDVI's covariance given VH.
  vh_solved -= given.weights * ndvi_solved;
  const auto ndvi_slots = Eigen::seqN(0, steps);
  const MatrixXd across = given.weights * inverse;
  const MatrixXd mixed = 0.5 * (vh_solved * ndvi_solved.transpose() + across);
  const MatrixXd vh_inverse = given.vh.solve(MatrixXd::Identity(vh.rows(), vh.rows()));
  (*by_covariance)(ndvi_slots, ndvi_slots) += 0.5 * (ndvi_solved * ndvi_solved.transpose() - inverse);
  (*by_covariance)(given.known, ndvi_slots) += mixed;
  (*by_covariance)(ndvi_slots, given.known) += mixed.transpose();
  (*by_covariance)(given.known, given.known) +=
      0.5 * (vh_solved * vh_solved.transpose() - static_cast<double>(vh.cols()) * vh_inverse -
             across * given.weights.transpose());
}

}  // namespace

double log_likelihood(const std::vector<SeriesSet>& sets, const Coregionalisation& model, VectorXd* gradient) {
  const Slots& slots = sets.front().slots;
  JointGaussian joint = model.joint(slots);
  const VectorXd noise = joint.noise;
  MatrixXd by_covariance = MatrixXd::Zero(slots.size(), slots.size());
  double sum = 0;
  for (const SeriesSet& set : sets) {
    joint.noise = noise;
    if (set.extra_noise.size() > 0) joint.noise += set.extra_noise;
    for (const auto& [vh_known, by_ndvi] : by_visible_slots(set))
      add_group(set, NdviGivenVh(joint, vh_known), by_ndvi, sum, gradient != nullptr ? &by_covariance : nullptr);
  }
  if (gradient != nullptr) *gradient = model.gradient(slots, by_covariance);
  return sum;
}

Coregionalisation most_likely(const std::vector<SeriesSet>& sets, const Coregionalisation& start, int iterations) {
  double values = 0;
  for (const SeriesSet& set : sets) values += static_cast<double>(set.values.array().isFinite().count());
  if (values == 0) return start;
  // The negative log likelihood is divided by the number of values, so that steps have one size
  // whatever their number.
  const auto objective = [&](const VectorXd& parameters, VectorXd& slope) {
    const VectorXd departure = (parameters - start.parameters()) / kPriorSd;
    double negative = 0.5 * departure.squaredNorm();
    VectorXd of_values;
    negative -= log_likelihood(sets, Coregionalisation(parameters), &of_values);
    slope = (departure / kPriorSd - of_values) / values;
    return negative / values;
  };
  VectorXd at = start.parameters(), slope, next_slope;
  double lowest = objective(at, slope);
  const auto identity = MatrixXd::Identity(at.size(), at.size());
  MatrixXd inverse_hessian = identity;
  for (int iteration = 0; iteration < iterations; ++iteration) {
    VectorXd direction = -inverse_hessian * slope;
    direction /= std::max(1.0, direction.cwiseAbs().maxCoeff());  // no parameter by more than a factor of e
    double step = 1, value = objective(at + direction, next_slope);
    while (!(value <= lowest + 1e-4 * step * slope.dot(direction)) && step > 1e-3) {
      step *= 0.4;
      value = objective(at + step * direction, next_slope);
    }
    if (!(value < lowest)) break;
    const VectorXd moved = step * direction, change = next_slope - slope;
    const double curvature = moved.dot(change);
    if (curvature > 0) {
      if (iteration == 0) inverse_hessian *= curvature / change.squaredNorm();
      const MatrixXd part = identity - moved * change.transpose() / curvature;
      inverse_hessian = part * inverse_hessian * part.transpose() + moved * moved.transpose() / curvature;
    }
    const double gain = lowest - value;
    at += moved;
    slope = next_slope;
    lowest = value;
    if (gain < kLeastGain) break;
  }
  return Coregionalisation(at);
}

}  // namespace undercast
