// SPDX-License-Identifier: Apache-2.0
#include "core/guard.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace undercast {
namespace {

// Dates that a kind as a whole is worth against what a bin says itself, and that the expected shares are worth to a
// kind.
constexpr double kDatesOfKind = 8, kDatesOfExpected = 20;
constexpr int kIterations = 2000;

// Mean squared error as a function of the shares: shares' squares shares - 2 products' shares, and a constant.
struct Objective {
  std::vector<double> squares, products;

  void add(const Objective& other, double weight) {
    for (std::size_t i = 0; i < squares.size(); ++i) squares[i] += weight * other.squares[i];
    for (std::size_t i = 0; i < products.size(); ++i) products[i] += weight * other.products[i];
  }
};

// The nearest point without negative coordinates whose sum is at most 1 (Duchi et al. 2008).
void project(Shares& shares) {
  for (double& share : shares) share = std::max(share, 0.0);
  if (std::accumulate(shares.begin(), shares.end(), 0.0) <= 1) return;
  Shares sorted = shares;
  std::sort(sorted.rbegin(), sorted.rend());
  double sum = 0, excess = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    const double candidate = (sum - 1) / static_cast<double>(i + 1);
    if (sorted[i] > candidate) excess = candidate;
  }
  for (double& share : shares) share = std::max(share - excess, 0.0);
}

// Projected gradient descent: a few unknowns, convex.
Shares minimise(const Objective& objective) {
  const std::size_t n = objective.products.size();
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) trace += objective.squares[i * n + i];
  Shares shares(n, 0.0);
  if (!(trace > 0)) return shares;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Shares next = shares;
    for (std::size_t i = 0; i < n; ++i) {
      double slope = -objective.products[i];
      for (std::size_t k = 0; k < n; ++k) slope += objective.squares[i * n + k] * shares[k];
      next[i] -= slope / trace;
    }
    project(next);
    shares = next;
  }
  return shares;
}

}  // namespace

void GuardSample::add(GapKind kind, std::size_t gap_bin, int step, double departure,
                      const std::vector<double>& stated) {
  Sums& sums = sums_[static_cast<std::size_t>(kind)][gap_bin];
  sums.squares.resize(methods_ * methods_);
  sums.products.resize(methods_);
  for (std::size_t i = 0; i < methods_; ++i) {
    sums.products[i] += stated[i] * departure;
    for (std::size_t k = 0; k < methods_; ++k) sums.squares[i * methods_ + k] += stated[i] * stated[k];
  }
  sums.truth += departure * departure;
  ++sums.count;
  sums.dates.insert(step);
}

Guard GuardSample::fit() const {
  Guard guard;
  const Objective zero{std::vector<double>(methods_ * methods_), std::vector<double>(methods_)};
  const auto mean_of = [&](const std::vector<double>& squares, const std::vector<double>& products, double count) {
    Objective mean = zero;
    mean.add({squares, products}, 1 / count);
    return mean;
  };
  for (std::size_t kind = 0; kind < kGapKinds; ++kind) {
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
    guard.shares[kind].fill(Shares(methods_, 0.0));
    if (count == 0) continue;
    Objective of_kind = mean_of(all.squares, all.products, count);
    // As if dates had been seen on which the expected shares are best: less of a method that does badly here, nothing
    // of one that says nothing.
    Shares expected(methods_, 0.0);
    double size = 0, speaking = 0;
    for (std::size_t i = 0; i < methods_; ++i) {
      const double square = of_kind.squares[i * methods_ + i];
      if (square == 0) continue;
      size += square;
      ++speaking;
      expected[i] = expected_[kind][i] / std::pow(truth / count - 2 * of_kind.products[i] + square, 2);
    }
    const double total = std::accumulate(expected.begin(), expected.end(), 0.0);
    const double weight = kDatesOfExpected / static_cast<double>(dates.size()) * size / speaking;
    for (std::size_t i = 0; i < methods_ && total > 0; ++i) {
      if (of_kind.squares[i * methods_ + i] == 0) continue;
      of_kind.squares[i * methods_ + i] += weight;
      of_kind.products[i] += weight * expected[i] / total;
    }
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin) {
      Objective objective = of_kind;
      const Sums& sums = sums_[kind][bin];
      if (sums.count > 0)
        objective.add(mean_of(sums.squares, sums.products, sums.count),
                      static_cast<double>(sums.dates.size()) / kDatesOfKind);
      guard.shares[kind][bin] = minimise(objective);
    }
  }
  return guard;
}

}  // namespace undercast
