// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/cube.h"
#include "evaluate/error_images.h"
#include "evaluate/groupings.h"
#include "fill/fill_cube.h"

namespace undercast {

/// Accumulates errors of estimates against hidden values.
class Score {
 public:
  void add(float truth, float estimate);
  /// Adds whether the truth lies within the bounds, and their width.
  void add_bounds(float truth, float lower, float upper);
  /// Counts a value without an estimate. It enters no other figure.
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
  bool has_bounds() const { return bounded_ > 0; }
  /// Share of the truths with bounds that lie within them.
  double coverage() const { return static_cast<double>(covered_) / static_cast<double>(bounded_); }
  /// Mean distance between the bounds.
  double width() const { return width_ / static_cast<double>(bounded_); }

 private:
  long long count_ = 0, missing_ = 0, bounded_ = 0, covered_ = 0;
  double absolute_ = 0, squared_ = 0, sum_ = 0, truth_ = 0, truth_squared_ = 0, width_ = 0;
};

/// A method's scores under one protocol and seed.
struct Scores {
  Score all;
  /// One score for each group of each of groupings().
  std::array<std::vector<Score>, kGroupings> by;
  ErrorImages images;

  Scores();
  void add(const Scores& other);
};

/// What a filled cube is scored against.
struct Truth {
  const Variable& ndvi;
  const std::vector<std::uint8_t>& scored;    ///< whether a value is scored, [time, row, col]
  const std::vector<std::uint8_t>& suspects;  ///< of SuspectTest, [time, row, col]
  const std::vector<DateObserved>& kinds;     ///< of the dates of what was visible, [time]
};

/// Scores a filled cube. With a calibration the bounds are scored, too.
Scores score(const Truth& truth, const FilledWindow& filled, const std::optional<Calibration>& calibration = {});

}  // namespace undercast
