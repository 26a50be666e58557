// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/cube.h"
#include "core/gap_bins.h"

namespace undercast {

/// Errors of estimates against hidden values, gathered one by one.
class Score {
 public:
  void add(float truth, float estimate);
  /// An estimate that the method could not give: counted apart, in no figure.
  void add_missing() { ++missing_; }
  void add(const Score& other);

  long long count() const { return count_; }
  long long missing() const { return missing_; }
  double rmse() const;
  double mae() const;
  /// Mean of estimate minus truth.
  double bias() const;
  /// 1 - residual variance about the truth / variance of the truth; NaN for fewer than two values.
  double r2() const;

 private:
  long long count_ = 0, missing_ = 0;
  double absolute_ = 0, squared_ = 0, sum_ = 0, truth_ = 0, truth_squared_ = 0;
};

/// A method's scores under one protocol and seed.
struct Scores {
  Score all;
  std::array<Score, kGapBins.size()> by_gap;
};

/// Scores `estimate` where `scored` is set, against `truth`; gaps are those of what was visible. All [time, row, col].
Scores score(const Variable& truth, const Variable& visible, const Variable& estimate,
             const std::vector<std::uint8_t>& scored);

}  // namespace undercast
