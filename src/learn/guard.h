// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <map>
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
  /// weights, scaled by a power of 1 / MSE of each method. On unobserved dates a method's MSE counts
  /// as different from the mean as far as it is so on date after date: the logarithm of the ratio is
  /// shrunk by its variance among dates (James and Stein 1961). In a kind without any value all
  /// weights are 0.
  Guard fit() const;

 private:
  /// Sums of products: predicted with predicted, predicted with true, and true with true
  /// departures.
  struct Sums {
    std::vector<double> squares, products;
    double truth = 0, count = 0;
    std::set<int> dates;
  };

  /// Sums of the methods' squared errors on neighbouring dates.
  struct Errors {
    std::vector<double> squares;
    double count = 0;
  };
  std::vector<double> supported_errors(const Weights& prior, const std::vector<double>& mean_squares) const;

  std::array<Weights, kDateKinds> expected_;
  std::size_t methods_;
  std::array<std::array<Sums, kGapBins.size()>, kDateKinds> sums_;
  std::map<int, Errors> errors_;  ///< on unobserved dates, by number of the neighbours
};

}  // namespace undercast
