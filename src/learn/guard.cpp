// SPDX-License-Identifier: Apache-2.0
#include "learn/guard.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "learn/feature_maker.h"

namespace undercast {
namespace {

// In a bin, its kind counts as so many dates; in a kind, the expected weights count as so many
// dates.
constexpr double kDatesOfKind = 8;
// A few unobserved dates of one scene say little about the others, so there the mean of several
// methods is nearly kept.
constexpr std::array<double, kDateKinds> kDatesOfExpected{20, 200};
// The power of a method's mean squared error in its prior weight. It was chosen on the scenes that
// defaults are chosen on, by what the members of the blend answer there.
constexpr std::array<double, kDateKinds> kErrorPower{3, 6};
// The square of an error in NDVI that no method can be better than.
constexpr double kLeastSquare = 1e-6;
constexpr int kIterations = 2000;

// Mean squared error as a function of the weights w: w' squares w - 2 products' w, and a constant.
struct Objective {
  std::vector<double> squares, products;

  void add(const Objective& other, double weight) {
    for (std::size_t i = 0; i < squares.size(); ++i) squares[i] += weight * other.squares[i];
    for (std::size_t i = 0; i < products.size(); ++i) products[i] += weight * other.products[i];
  }
};

// The nearest point without negative coordinates whose sum is at most 1 (Duchi et al. 2008).
void project(Weights& weights) {
  for (double& weight : weights) weight = std::max(weight, 0.0);
  if (std::accumulate(weights.begin(), weights.end(), 0.0) <= 1) return;
  Weights sorted = weights;
  std::sort(sorted.rbegin(), sorted.rend());
  double sum = 0, excess = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    const double candidate = (sum - 1) / static_cast<double>(i + 1);
    if (sorted[i] > candidate) excess = candidate;
  }
  for (double& weight : weights) weight = std::max(weight - excess, 0.0);
}

// Projected gradient descent: the unknowns are few and the problem is convex.
Weights minimise(const Objective& objective) {
  const std::size_t n = objective.products.size();
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) trace += objective.squares[i * n + i];
  Weights weights(n, 0.0);
  if (!(trace > 0)) return weights;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Weights next = weights;
    for (std::size_t i = 0; i < n; ++i) {
      double slope = -objective.products[i];
      for (std::size_t k = 0; k < n; ++k) slope += objective.squares[i * n + k] * weights[k];
      next[i] -= slope / trace;
    }
    project(next);
    weights = next;
  }
  return weights;
}

}  // namespace

void GuardSample::add(DateObserved kind, std::size_t gap_bin, int step, double departure,
                      const std::vector<double>& predicted) {
  Sums& sums = sums_[static_cast<std::size_t>(kind)][gap_bin];
  sums.squares.resize(methods_ * methods_);
  sums.products.resize(methods_);
  for (std::size_t i = 0; i < methods_; ++i) {
    sums.products[i] += predicted[i] * departure;
    for (std::size_t k = 0; k < methods_; ++k) sums.squares[i * methods_ + k] += predicted[i] * predicted[k];
  }
  if (kind == DateObserved::not_at_all) {
    Errors& errors = errors_[step / kFoldSteps];
    errors.squares.resize(methods_);
    for (std::size_t i = 0; i < methods_; ++i) errors.squares[i] += std::pow(predicted[i] - departure, 2);
    ++errors.count;
  }
  sums.truth += departure * departure;
  ++sums.count;
  sums.dates.insert(step);
}

// Returns the methods' mean squared errors, drawn towards the mean of all by the variance of the
// logarithms of their ratios to it among neighbouring dates.
std::vector<double> GuardSample::supported_errors(const Weights& prior, const std::vector<double>& mean_squares) const {
  const double total = std::accumulate(prior.begin(), prior.end(), 0.0);
  if (total == 0) return mean_squares;
  const auto mean_of = [&](const std::vector<double>& squares) {
    return std::inner_product(prior.begin(), prior.end(), squares.begin(), 0.0) / total;
  };
  double count = 0;
  for (const auto& [number, errors] : errors_) count += errors.count;
  const auto dates = static_cast<double>(errors_.size());
  const double mean = mean_of(mean_squares);
  std::vector<double> supported = mean_squares;
  for (std::size_t i = 0; i < methods_; ++i) {
    // The ratio on neighbouring dates, and their share of the values.
    const auto ratio = [&](const Errors& errors) {
      return std::log((errors.squares[i] / errors.count + kLeastSquare) /
                      (mean_of(errors.squares) / errors.count + kLeastSquare));
    };
    double average = 0, variance = 0;
    for (const auto& [number, errors] : errors_) average += errors.count / count * ratio(errors);
    for (const auto& [number, errors] : errors_)
      variance += std::pow(errors.count / count * (ratio(errors) - average), 2);
    variance *= dates / (dates - 1);
    const double whole = std::log((mean_squares[i] + kLeastSquare) / (mean + kLeastSquare));
    // A single group says nothing of the variance, so nothing is kept of it.
    const double kept = whole == 0 || dates < 2 ? 0 : std::max(0.0, 1 - variance / (whole * whole));
    supported[i] = mean * std::exp(kept * whole);
  }
  return supported;
}

Guard GuardSample::fit() const {
  Guard guard;
  const Objective zero{std::vector<double>(methods_ * methods_), std::vector<double>(methods_)};
  const auto mean_of = [&](const std::vector<double>& squares, const std::vector<double>& products, double count) {
    Objective mean = zero;
    mean.add({squares, products}, 1 / count);
    return mean;
  };
  for (std::size_t kind = 0; kind < kDateKinds; ++kind) {
    Objective all = zero;
    double truth = 0, count = 0;
    std::set<int> dates;
    for (const Sums& sums : sums_[kind]) {
      if (sums.count == 0) continue;
      all.add({sums.squares, sums.products}, 1);
      truth += sums.truth;
      count += sums.count;
      dates.insert(sums.dates.begin(), sums.dates.end());
    }
    guard.weights[kind].fill(Weights(methods_, 0.0));
    if (count == 0) continue;
    Objective of_kind = mean_of(all.squares, all.products, count);
    // The prior counts as dates on which the expected weights are best. A method with large errors
    // here has less of it, a method without predictions none.
    Weights expected(methods_, 0.0);
    double size = 0, predicting = 0;
    std::vector<double> mean_squares(methods_);
    Weights prior_weights = expected_[kind];
    for (std::size_t i = 0; i < methods_; ++i) {
      const double square = of_kind.squares[i * methods_ + i];
      mean_squares[i] = truth / count - 2 * of_kind.products[i] + square;
      if (square == 0) prior_weights[i] = 0;
    }
    if (kind == static_cast<std::size_t>(DateObserved::not_at_all))
      mean_squares = supported_errors(prior_weights, mean_squares);
    for (std::size_t i = 0; i < methods_; ++i) {
      const double square = of_kind.squares[i * methods_ + i];
      if (square == 0) continue;
      size += square;
      ++predicting;
      expected[i] = prior_weights[i] / std::pow(mean_squares[i] + kLeastSquare, kErrorPower[kind]);
    }
    const double total = std::accumulate(expected.begin(), expected.end(), 0.0);
    const double prior = kDatesOfExpected[kind] / static_cast<double>(dates.size()) * size / predicting;
    for (std::size_t i = 0; i < methods_ && total > 0; ++i) {
      if (of_kind.squares[i * methods_ + i] == 0) continue;
      of_kind.squares[i * methods_ + i] += prior;
      of_kind.products[i] += prior * expected[i] / total;
    }
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
      Objective objective = of_kind;
      const Sums& sums = sums_[kind][bin];
      if (sums.count > 0)
        objective.add(mean_of(sums.squares, sums.products, sums.count),
                      static_cast<double>(sums.dates.size()) / kDatesOfKind);
      guard.weights[kind][bin] = minimise(objective);
    }
  }
  return guard;
}

}  // namespace undercast
