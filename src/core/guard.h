// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "core/gap_bins.h"

namespace undercast {

/// Shares of methods' departures from linear interpolation in an estimate: none negative, at most 1 in all. What is
/// left is interpolation's share, so an estimate is a convex combination of the methods and of interpolation.
using Shares = std::vector<double>;

/// Decides, for each kind and bin of gap, how far to trust which method.
struct Guard {
  std::array<std::array<Shares, kGapBins.size()>, kGapKinds> shares;

  const Shares& of(GapKind kind, std::size_t gap_bin) const { return shares[static_cast<std::size_t>(kind)][gap_bin]; }
};

/// Gathers the methods' answers on values that none of them was trained on, and finds the shares with the least squared
/// error (stacking: Wolpert 1992, Breiman 1996).
class GuardSample {
 public:
  /// `expected`: the shares that each kind has before anything is seen.
  explicit GuardSample(std::array<Shares, kGapKinds> expected)
      : expected_(std::move(expected)), methods_(expected_[0].size()) {}

  /// A hidden value on a step: its departure from interpolation, and that which each method states. All finite.
  void add(GapKind kind, std::size_t gap_bin, int step, double departure, const std::vector<double>& stated);
  /// Values of one date go together, so a bin counts by its dates: with few it takes after its kind, and a kind with
  /// few takes after the expected shares, divided by the squares of the methods' mean squared errors. A kind without
  /// any value leaves all to interpolation.
  Guard fit() const;

 private:
  /// Sums behind the squared error: of stated times stated, of stated times true, and of true times true.
  struct Sums {
    std::vector<double> squares, products;
    double truth = 0, count = 0;
    std::set<int> dates;
  };

  std::array<Shares, kGapKinds> expected_;
  std::size_t methods_;
  std::array<std::array<Sums, kGapBins.size()>, kGapKinds> sums_;
};

}  // namespace undercast
