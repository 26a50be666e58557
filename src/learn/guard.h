// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "gaps/gap_bins.h"

namespace undercast {

/// Weights of methods' departures from linear interpolation in an estimate: none is negative, their
/// sum is at most 1. The rest is the weight of interpolation, so an estimate is a convex
/// combination of the methods and interpolation.
using Weights = std::vector<double>;

/// The weights of the methods for each kind of date and bin of gap lengths.
struct Guard {
  std::array<std::array<Weights, kGapBins.size()>, kDateKinds> weights;

  const Weights& of(DateObserved kind, std::size_t gap_bin) const {
    return weights[static_cast<std::size_t>(kind)][gap_bin];
  }
};

/// Gathers the methods' predictions of values that none of them was trained on, and finds the
/// weights with the least squared error (stacking: Wolpert 1992, Breiman 1996).
class GuardSample {
 public:
  /// `expected` are the prior weights of each kind.
  explicit GuardSample(std::array<Weights, kDateKinds> expected)
      : expected_(std::move(expected)), methods_(expected_[0].size()) {}

  /// Adds a hidden value on a step: its departure from interpolation, and the departure that each
  /// method predicts. All are finite.
  void add(DateObserved kind, std::size_t gap_bin, int step, double departure, const std::vector<double>& predicted);
  /// Values of one date are correlated, so bins are weighted by their number of dates. A bin with
  /// few dates is shrunk towards its kind; a kind with few dates is shrunk towards the prior
  /// weights, scaled by 1 / MSE³ of each method. In a kind without any value all weights are 0.
  Guard fit() const;

 private:
  /// Sums of products: predicted with predicted, predicted with true, and true with true
  /// departures.
  struct Sums {
    std::vector<double> squares, products;
    double truth = 0, count = 0;
    std::set<int> dates;
  };

  std::array<Weights, kDateKinds> expected_;
  std::size_t methods_;
  std::array<std::array<Sums, kGapBins.size()>, kDateKinds> sums_;
};

}  // namespace undercast
